/** A Postgres as a hospital runs one: of its distribution, over TCP, made durable, and restarted by whoever looks after it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { postgresUser } from '../../main/other-postgres.ts'
import { asking } from '../stored.ts'
import { until } from '../../support/until.ts'

export class Cluster {
  readonly port: number
  readonly #bin: string
  readonly #data: string
  readonly #settings: Record<string, string>

  private constructor(bin: string, data: string, port: number, settings: Record<string, string>) {
    this.#bin = bin
    this.#data = data
    this.port = port
    this.#settings = settings
  }

  static async make(
    bin: string,
    folder: string,
    port: number,
    settings: Record<string, string> = {},
  ): Promise<Cluster> {
    const data = join(folder, 'postgres')
    mkdirSync(data)
    const user = postgresUser()
    if (user) chownSync(data, user.uid, user.gid)
    const cluster = new Cluster(bin, data, port, settings)
    await cluster.#run('initdb', ['-D', data, '-U', 'postgres', '-A', 'trust', '--no-sync'])
    await cluster.start()
    await asking(cluster.url('postgres'), (client) => client.query('create database wardroom'))
    return cluster
  }

  url(database = 'wardroom', port = this.port): string {
    return `postgres://postgres@127.0.0.1:${port}/${database}`
  }

  async start(): Promise<void> {
    const settings = {
      port: String(this.port),
      listen_addresses: '127.0.0.1',
      unix_socket_directories: this.#data,
      wal_level: 'logical',
      max_connections: '120',
      ...this.#settings,
    }
    const flags = Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' ')
    const logged = join(this.#data, 'server.log')
    await this.#run('pg_ctl', ['start', '-D', this.#data, '-o', flags, '-l', logged, '-w', '-t', '60']).catch(
      (cause: unknown) => {
        throw new Error(`Postgres does not start; ${readFileSync(logged, 'utf8').slice(-500)}`, { cause })
      },
    )
    await until(() => asking(this.url('postgres'), (client) => client.query('select 1')), {
      what: 'Postgres to answer',
      timeoutMs: 30_000,
    })
  }

  /** As an administrator does: `fast` says goodbye to sessions, `immediate` does not, and recovers at the next start. */
  stop(how: 'fast' | 'immediate'): Promise<void> {
    return this.#run('pg_ctl', ['stop', '-D', this.#data, '-m', how, '-w', '-t', '60'])
  }

  /** The postmaster, as `kill` takes it. */
  get pid(): number {
    return Number(readFileSync(join(this.#data, 'postmaster.pid'), 'utf8').split('\n')[0])
  }

  async #run(program: string, args: readonly string[]): Promise<void> {
    const child = spawn(join(this.#bin, program), [...args], { ...postgresUser(), cwd: '/', stdio: 'ignore' })
    const [code] = (await once(child, 'exit')) as [number | null] // what 'exit' tells
    if (code !== 0) throw new Error(`${program} ${args[0] ?? ''} ended with ${String(code)}`)
  }
}
