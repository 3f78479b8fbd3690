/** A Postgres as a distribution delivers it: over TCP, with a password, and without logical decoding. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { freePorts } from '../journeys/hospital.ts'
import { clear, ownFolder } from '../support/leftovers.ts'
import { until } from '../support/until.ts'

export const PASSWORD = 'right'

export class OtherPostgres {
  readonly port: number
  readonly #child: ChildProcess
  readonly #folder: string

  private constructor(port: number, child: ChildProcess, folder: string) {
    this.port = port
    this.#child = child
    this.#folder = folder
  }

  /** @param bin the folder of its programs. */
  static async start(bin: string): Promise<OtherPostgres> {
    const folder = ownFolder()
    const data = join(folder, 'postgres')
    const passwordFile = join(folder, 'password')
    mkdirSync(data)
    writeFileSync(passwordFile, PASSWORD)
    const as = postgresUser()
    if (as) for (const path of [data, passwordFile]) chownSync(path, as.uid, as.gid)
    const where = { ...as, cwd: '/', stdio: 'ignore' } as const
    const flags = ['-U', 'postgres', '-A', 'scram-sha-256', '--pwfile', passwordFile, '--no-sync']
    const made = spawn(join(bin, 'initdb'), ['-D', data, ...flags], where)
    const [code] = (await once(made, 'exit')) as [number | null] // what 'exit' tells
    if (code !== 0) throw new Error(`initdb ended with ${String(code)}`)
    const { http: port } = await freePorts()
    const settings = [
      `port=${port}`,
      'listen_addresses=127.0.0.1',
      `unix_socket_directories=${data}`,
      'wal_level=replica',
    ]
    const child = spawn(join(bin, 'postgres'), ['-D', data, ...settings.flatMap((one) => ['-c', one])], where)
    const other = new OtherPostgres(port, child, folder)
    await until(() => sql(other.url(PASSWORD), 'select 1').then(() => true), {
      what: 'the other Postgres to answer',
      timeoutMs: 20_000,
    })
    return other
  }

  url(password: string, database = 'postgres'): string {
    return `postgres://postgres:${password}@127.0.0.1:${this.port}/${database}`
  }

  async stop(): Promise<void> {
    const gone = once(this.#child, 'exit')
    this.#child.kill('SIGINT')
    await gone
    clear(this.#folder)
  }
}

/** Runs statements in one connection of their own. */
export async function sql(url: string, text: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  try {
    await client.connect()
    await client.query(text)
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
