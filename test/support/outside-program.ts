/** A program of somebody else's on a free port, which can be killed and started again: a broker, a Redis. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { freePorts } from '../journeys/hospital.ts'
import { ownFolder } from './leftovers.ts'
import { until } from './until.ts'

export class OutsideProgram {
  readonly url: string
  readonly port: number
  readonly folder: string
  readonly #command: string
  readonly #args: readonly string[]
  #child: ChildProcess | undefined

  private constructor(
    at: { url: string; port: number; folder: string },
    command: string,
    args: readonly string[],
  ) {
    this.url = at.url
    this.port = at.port
    this.folder = at.folder
    this.#command = command
    this.#args = args
  }

  /** A Mosquitto that lets everyone in. @param lines more of its mosquitto.conf */
  static async mosquitto(command: string, lines: readonly string[] = []): Promise<OutsideProgram> {
    const { port, folder } = await place()
    const file = join(folder, 'mosquitto.conf')
    const text = [`listener ${port} 127.0.0.1`, 'allow_anonymous true', ...lines, '']
    writeFileSync(file, text.join('\n'))
    const at = { url: `mqtt://127.0.0.1:${port}`, port, folder }
    return begun(new OutsideProgram(at, command, ['-c', file]))
  }

  /** A Redis that keeps nothing on disk. */
  static async redis(command: string): Promise<OutsideProgram> {
    const { port, folder } = await place()
    const settings = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no']
    const at = { url: `redis://127.0.0.1:${port}`, port, folder }
    return begun(new OutsideProgram(at, command, [...settings, '--dir', folder]))
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  /** Starts it; settles when it listens. */
  async start(): Promise<void> {
    this.#child = spawn(this.#command, this.#args, { stdio: 'ignore' })
    await until(() => listens(this.port), { what: `${this.#command} to listen`, timeoutMs: 10_000 })
  }

  /** kill -9 */
  kill(): Promise<void> {
    return this.#end('SIGKILL')
  }

  stop(): Promise<void> {
    return this.#end('SIGTERM')
  }

  /** Stops it and removes what it wrote. */
  async clear(): Promise<void> {
    await this.#end('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
}

async function place(): Promise<{ port: number; folder: string }> {
  const { http: port } = await freePorts()
  return { port, folder: ownFolder() }
}

async function begun(program: OutsideProgram): Promise<OutsideProgram> {
  await program.start()
  return program
}

function listens(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
