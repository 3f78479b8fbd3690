/** The hospital's own broker: Mosquitto, keeping its sessions on disk, as its manual advises. */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { until } from '../../support/until.ts'

export class Mosquitto {
  readonly port: number
  readonly #program: string
  readonly #settings: string
  #child: ChildProcess | undefined

  constructor(program: string, folder: string, port: number) {
    this.#program = program
    this.port = port
    const store = join(folder, 'mosquitto')
    mkdirSync(store)
    chmodSync(store, 0o777) // as root it becomes somebody else
    this.#settings = join(folder, 'mosquitto.conf')
    const lines = [
      `listener ${port} 127.0.0.1`,
      'allow_anonymous true',
      'persistence true',
      `persistence_location ${store}/`,
      'autosave_interval 1',
      'autosave_on_changes true',
      'max_queued_messages 0', // its 1000 a client would be dropped silently in a long outage
    ]
    writeFileSync(this.#settings, `${lines.join('\n')}\n`)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  async start(): Promise<void> {
    this.#child = spawn(this.#program, ['-c', this.#settings], { stdio: 'ignore' })
    await until(() => answers(this.port), { what: 'Mosquitto to listen' })
  }

  /** SIGTERM: it saves and says goodbye. SIGKILL: it does not. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const child = this.#child
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = once(child, 'exit')
    child.kill(signal)
    await gone
  }
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
