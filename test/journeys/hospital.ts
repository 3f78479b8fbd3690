/**
 * A Wardroom of one's own: `server/main.ts` as a process, on free ports, with its own data, as a person would start it.
 * It can be killed and started again on the same ports and data, and is cleared away without leaving a process behind.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '../support/until.ts'
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { DeviceKind } from '../../schema/devices/index.ts'
import type { Outcome } from '../../schema/outcome.ts'
import { asProgram, letIn } from '../support/keys.ts'

/** A first start may have to build the web application and make a database, on a machine busy with other things. */
const READY_WITHIN_MS = 180_000
const STOP_WITHIN_MS = 60_000

export interface HospitalOptions {
  /** WARDROOM_ settings beside the ports and the data folder. */
  settings?: Record<string, string>
  args?: readonly string[]
  /** Where the project lies; left out: here. */
  cwd?: string
  uid?: number
  gid?: number
}

export interface Ports {
  http: number
  mqtt: number
  hl7: number
}

export class Hospital {
  readonly ports: Ports
  readonly folder: string
  readonly #options: HospitalOptions
  #child: ChildProcess | undefined
  #gone: Promise<number | null> = Promise.resolve(null)
  #output = ''
  #earlier = ''

  constructor(ports: Ports, folder: string, options: HospitalOptions) {
    this.ports = ports
    this.folder = folder
    this.#options = options
  }

  get url(): string {
    return `http://127.0.0.1:${this.ports.http}`
  }
  get mqttUrl(): string {
    return `mqtt://127.0.0.1:${this.ports.mqtt}`
  }
  /** All it has said since it was last started. */
  get output(): string {
    return this.#output
  }
  /** The same, of all its lives. */
  get chronicle(): string {
    return this.#earlier + this.#output
  }
  get pid(): number {
    return this.#child?.pid ?? 0
  }
  /** Its own Postgres, as psql would reach it; only where the database is the embedded one. */
  get databaseUrl(): string {
    const url = /postgres:\/\/[^"\s\\]+/.exec(this.#output)?.[0]
    if (url === undefined) throw new Error(`it has not said where its database is:\n${this.#output}`)
    return url
  }

  /** Starts the process; it is not ready yet. */
  launch(): void {
    const { settings, args = [], cwd = process.cwd(), uid, gid } = this.#options
    this.#earlier += this.#output
    this.#output = ''
    const child = spawn(process.execPath, ['--import', 'tsx', 'server/main.ts', ...args], {
      cwd,
      env: { ...environment(), ...this.#where(), ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(uid !== undefined && { uid }),
      ...(gid !== undefined && { gid }),
    })
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => (this.#output += text.toString()))
    this.#gone = new Promise((resolve) => child.once('close', resolve))
    this.#child = child
  }

  /** Starts it, and waits until it says that it is ready. @returns how long that took [ms]. */
  async start(): Promise<number> {
    const began = performance.now()
    this.launch()
    const child = this.#child
    await until(
      async () => {
        if (child?.exitCode !== null) return true // it ended: said below, at once
        return (await fetch(`${this.url}/readyz`)).ok
      },
      { what: 'the server to be ready', timeoutMs: READY_WITHIN_MS },
    ).catch((cause: unknown) => {
      throw new Error(`the server does not become ready; it said:\n${this.#output}`, { cause })
    })
    if (child?.exitCode !== null)
      throw new Error(`the server ended with ${String(child?.exitCode)}; it said:\n${this.#output}`)
    const took = performance.now() - began
    const elsewhere = this.#options.settings?.['WARDROOM_DATABASE_URL']
    // It answers before what it has to say of itself is written.
    if (elsewhere === undefined)
      await until(() => this.databaseUrl, { what: 'it to say where its database is' })
    await letIn(elsewhere ?? this.databaseUrl)
    return took
  }

  /** Settles with the exit code (null: a signal ended it) once the process is gone and all it said is read. */
  ended(): Promise<number | null> {
    return this.#gone
  }

  /** kill -9: no goodbye to anyone, its Postgres left an orphan. */
  async crash(): Promise<void> {
    await this.#signal('SIGKILL')
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    const slow = setTimeout(() => this.#child?.kill('SIGKILL'), STOP_WITHIN_MS)
    const code = await this.#signal(signal)
    clearTimeout(slow)
    return code
  }

  /** Stops it, whatever state it is in, and removes its data. */
  async clear(): Promise<void> {
    await this.stop()
    for (const pid of this.postgresPids()) process.kill(pid, 'SIGQUIT')
    await until(() => this.postgresPids().length === 0, { what: 'its Postgres to end', timeoutMs: 10_000 })
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 })
  }

  /** The Postgres servers that run on its data: one while it lives, none after it stopped. */
  postgresPids(): number[] {
    return ['demo', 'hospital']
      .map((name) => join(this.folder, name, 'postgres', 'postmaster.pid'))
      .filter((file) => existsSync(file))
      .map((file) => Number(readFileSync(file, 'utf8').split('\n')[0]))
      .filter((pid) => isRunning(pid, this.folder))
  }

  /** Does a command over HTTP; a refusal is returned too. */
  async ask<C extends CommandName>(
    command: C,
    input: CommandInput<C>,
    who = 'journey',
  ): Promise<Outcome<CommandResult<C>>> {
    const response = await fetch(`${this.url}/api/commands/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-wardroom-who': who, ...asProgram },
      body: JSON.stringify(input),
    })
    return (await response.json()) as Outcome<CommandResult<C>> // the door answers nothing else
  }

  /** Does a command that must not be refused. */
  async done<C extends CommandName>(
    command: C,
    input: CommandInput<C>,
    who?: string,
  ): Promise<CommandResult<C>> {
    const outcome = await this.ask(command, input, who)
    if (!outcome.ok) throw new Error(`${command} was refused: ${outcome.message}`)
    return outcome.result
  }

  /** What devices of one kind sign in with from now on. */
  async keysOf(kind: DeviceKind, site: string, codes: string[]): Promise<ReadonlyMap<string, string>> {
    const { secrets = [] } = await this.done('credentials/issue', { site, kind, codes })
    return new Map(secrets.map(({ code, secret }) => [code, secret]))
  }

  /** What one device signs in with from now on. */
  async keyOf(kind: DeviceKind, site: string, code: string): Promise<string | undefined> {
    return (await this.keysOf(kind, site, [code])).get(code)
  }

  #where(): Record<string, string> {
    return {
      WARDROOM_PORT: String(this.ports.http),
      WARDROOM_MQTT_PORT: String(this.ports.mqtt),
      WARDROOM_HL7_PORT: String(this.ports.hl7),
      WARDROOM_DATA: this.folder,
    }
  }

  #signal(signal: NodeJS.Signals): Promise<number | null> {
    this.#child?.kill(signal) // false, and nothing done, when it is gone already
    return this.#gone
  }
}

/** Prepares one, not yet started. Its folder can be entered by whoever its Postgres runs as. */
export async function hospital(options: HospitalOptions = {}): Promise<Hospital> {
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-journey-'))
  chmodSync(folder, 0o755)
  return new Hospital(await freePorts(), folder, options)
}

/** An empty hospital, started. */
export async function emptyHospital(settings: Record<string, string> = {}): Promise<Hospital> {
  const ward = await hospital({ settings: { WARDROOM_DEMO: 'off', ...settings } })
  await startOrClear(ward)
  return ward
}

/** Starts it; when that fails nothing is left behind. */
export async function startOrClear(ward: Hospital): Promise<number> {
  try {
    return await ward.start()
  } catch (error) {
    await ward.clear()
    throw error
  }
}

/** Three ports nobody uses: all held at once, so that they differ, then let go. */
export async function freePorts(): Promise<Ports> {
  const holders = await Promise.all([held(), held(), held()])
  const [http = 0, mqtt = 0, hl7 = 0] = holders.map((holder) => (holder.address() as AddressInfo).port) // they listen on TCP
  await Promise.all(holders.map((holder) => new Promise((resolve) => holder.close(resolve))))
  return { http, mqtt, hl7 }
}

async function held(): Promise<ReturnType<typeof createServer>> {
  const server = createServer()
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  return server
}

/** What a person's shell would hand it, without our own settings. */
function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(WARDROOM_|VITEST|NODE_ENV|TEST$)/.test(name),
  )
  return Object.fromEntries(kept)
}

function isRunning(pid: number, folder: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(folder)
  } catch {
    return false // gone, or a machine without /proc: then nothing is killed that might not be ours
  }
}
