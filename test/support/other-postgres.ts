/**
 * A Postgres that is not the embedded one: over TCP, with a password. As a distribution delivers it, unless settings are
 * given; it can be killed, started again on its data, followed by a standby, and that one promoted.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { freePorts } from '../journeys/hospital.ts'
import { clear, ownFolder } from './leftovers.ts'
import { until } from './until.ts'

export const PASSWORD = 'right'

/** What Wardroom needs of one, with room for several servers. */
export const FIT = [
  'wal_level=logical',
  'max_wal_senders=20',
  'max_replication_slots=20',
  'max_connections=200',
]

const STARTS_WITHIN_MS = 20_000

export class OtherPostgres {
  readonly port: number
  readonly #bin: string
  readonly #folder: string
  readonly #settings: readonly string[]
  #child: ChildProcess | undefined

  private constructor(
    bin: string,
    folder: string,
    { port, settings }: { port: number; settings: readonly string[] },
  ) {
    this.port = port
    this.#bin = bin
    this.#folder = folder
    this.#settings = settings
  }

  /** @param bin the folder of its programs, @param settings lines of postgresql.conf */
  static async start(
    bin: string,
    settings: readonly string[] = ['wal_level=replica'],
  ): Promise<OtherPostgres> {
    const { http: port } = await freePorts()
    const other = OtherPostgres.#empty(bin, settings, port)
    const passwordFile = join(other.#folder, 'password')
    writeFileSync(passwordFile, PASSWORD)
    const as = postgresUser()
    if (as) chownSync(passwordFile, as.uid, as.gid)
    const flags = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync']
    await other.#runs('initdb', ['-D', other.#data, ...flags])
    await other.start()
    return other
  }

  /** A standby that streams from this one; it is read-only until promoted. @param name as the primary knows it */
  async standby(name: string): Promise<OtherPostgres> {
    const { http: port } = await freePorts()
    const other = OtherPostgres.#empty(this.#bin, this.#settings, port)
    const from = `${this.url(PASSWORD)}?application_name=${name}`
    await this.#runs('pg_basebackup', [
      '-D',
      other.#data,
      '-R',
      '-X',
      'stream',
      '-c',
      'fast',
      '--no-sync',
      '-d',
      from,
    ])
    await other.start()
    return other
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  url(password: string, database = 'postgres'): string {
    return `postgres://postgres:${password}@127.0.0.1:${this.port}/${database}`
  }

  /** Starts it on its data; settles when it answers. */
  async start(): Promise<void> {
    const data = this.#data
    const own = ['listen_addresses=127.0.0.1', `port=${this.port}`]
    const settings = [...own, `unix_socket_directories=${data}`, ...this.#settings]
    const flags = settings.flatMap((one) => ['-c', one])
    this.#child = spawn(join(this.#bin, 'postgres'), ['-D', data, ...flags], where())
    await until(() => sql(this.url(PASSWORD), 'select 1').then(() => true), {
      what: 'the other Postgres to answer',
      timeoutMs: STARTS_WITHIN_MS,
    })
  }

  /** kill -9, of all its processes, as if the machine had gone. */
  async kill(): Promise<void> {
    const gone = this.#gone()
    for (const child of [this.pid, ...childrenOf(this.pid)]) killed(child)
    await gone
  }

  /** `fast` ends sessions with a goodbye; `immediate` without, and the next start recovers from the log. */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    const gone = this.#gone()
    this.#child?.kill(how === 'fast' ? 'SIGINT' : 'SIGQUIT')
    await gone
  }

  /** A standby becomes the primary, on a new timeline. */
  async promote(): Promise<void> {
    const { rows } = await answer<{ done: boolean }>(
      this.url(PASSWORD),
      'select pg_promote(true, 20) as done',
    )
    if (rows[0]?.done !== true) throw new Error('the standby was not promoted')
  }

  /** Stops it, whatever state it is in, and removes its data. */
  async clear(): Promise<void> {
    await this.stop()
    clear(this.#folder)
  }

  get #data(): string {
    return join(this.#folder, 'postgres')
  }

  async #gone(): Promise<void> {
    const child = this.#child
    if (child && child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  }

  async #runs(program: string, args: readonly string[]): Promise<void> {
    const [code] = (await once(spawn(join(this.#bin, program), args, where()), 'exit')) as [number | null] // what 'exit' tells
    if (code !== 0) throw new Error(`${program} ended with ${String(code)}`)
  }

  /** With a folder of its own, and nothing in it yet. */
  static #empty(bin: string, settings: readonly string[], port: number): OtherPostgres {
    const folder = ownFolder()
    mkdirSync(join(folder, 'postgres'), { mode: 0o700 })
    const as = postgresUser()
    if (as) chownSync(join(folder, 'postgres'), as.uid, as.gid)
    return new OtherPostgres(bin, folder, { port, settings })
  }
}

/** Runs statements in one connection of their own. */
export async function sql(url: string, text: string): Promise<void> {
  await answer(url, text)
}

export async function answer<R extends pg.QueryResultRow>(
  url: string,
  text: string,
): Promise<pg.QueryResult<R>> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  try {
    await client.connect()
    return await client.query<R>(text)
  } finally {
    await client.end()
  }
}

/** As whom Postgres runs where we are root, which it refuses to be; the run's own Postgres has seen to it that there is one. */
function postgresUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout.trim())
  return { uid: id('-u'), gid: id('-g') }
}

function where(): { cwd: string; stdio: 'ignore'; uid?: number; gid?: number } {
  return { ...postgresUser(), cwd: '/', stdio: 'ignore' }
}

function childrenOf(pid: number): number[] {
  const file = `/proc/${pid}/task/${pid}/children`
  return existsSync(file) ? readFileSync(file, 'utf8').split(' ').filter(Boolean).map(Number) : []
}

function killed(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // gone already
  }
}
