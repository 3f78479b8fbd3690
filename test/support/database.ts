/** A database of one's own: migrated, empty, on the run's real Postgres. */
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import { Database } from '../../server/database/pool.ts'
import { TEMPLATE, withDatabase } from './postgres.ts'
import { until } from './until.ts'

export interface FreshDatabase {
  url: string
  database: Database
  /**
   * Ends the pool and drops the database, whoever is still connected.
   * @throws when somebody was: a test that leaves a connection or a replication slot behind fails.
   */
  drop(): Promise<void>
}

/** How long the server may take to notice that a client closed its connection. */
const GOODBYE_MS = 8000

/** Clones the migrated template: wal_level is logical, the publication `wardroom` is there, no rows beyond the migrations'. */
export async function freshDatabase(): Promise<FreshDatabase> {
  const { url, drop } = await bareDatabase(TEMPLATE)
  // Tests break connections on purpose; a broken idle one is replaced, and is no failure by itself.
  const database = new Database(url, { max: 8, onError: () => undefined })
  return {
    url,
    database,
    drop: async () => {
      await database.end()
      await drop()
    },
  }
}

/** A database without a schema, and nobody connected to it. */
export async function bareDatabase(template = 'template1'): Promise<Pick<FreshDatabase, 'url' | 'drop'>> {
  const server = inject('postgresUrl')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await onServer(server, (client) => client.query(`create database ${name} template ${template}`))
  return {
    url: withDatabase(server, name),
    drop: () => onServer(server, (client) => dropDatabase(client, name)),
  }
}

async function dropDatabase(client: pg.Client, name: string): Promise<void> {
  const left = await leftBehind(client, name)
  if (left) {
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
    await until(async () => !(await users(client, name)), { what: `the users of ${name} to be gone` })
    await client.query(
      'select pg_drop_replication_slot(slot_name) from pg_replication_slots where database = $1',
      [name],
    )
  }
  await client.query(`drop database ${name} with (force)`)
  if (left) throw new Error(`the test left behind: ${left}`)
}

/** Who still uses the database, once everybody had time to say goodbye. */
async function leftBehind(client: pg.Client, name: string): Promise<string | undefined> {
  try {
    await until(async () => !(await everything(client, name)), { what: 'goodbye', timeoutMs: GOODBYE_MS })
    return undefined
  } catch {
    return everything(client, name)
  }
}

async function everything(client: pg.Client, name: string): Promise<string> {
  const { rows } = await client.query<{ slot: string }>(
    `select slot_name || ' (replication slot)' as slot from pg_replication_slots where database = $1`,
    [name],
  )
  return [await users(client, name), ...rows.map((row) => row.slot)].filter(Boolean).join('; ')
}

async function users(client: pg.Client, name: string): Promise<string> {
  const { rows } = await client.query<{ who: string }>(
    `select concat_ws(' ', backend_type, application_name, state, left(query, 60)) as who
       from pg_stat_activity where datname = $1 and backend_type in ('client backend', 'walsender')`,
    [name],
  )
  return rows.map((row) => row.who).join('; ')
}

async function onServer(url: string, work: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await work(client)
  } finally {
    await client.end()
  }
}
