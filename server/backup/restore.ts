/**
 * Puts a backup into a database, all of it or nothing: schema, rows and counters in one transaction, which commits only
 * when every table adds up to what was written. Then the schema is brought to this Wardroom's.
 */
import { once } from 'node:events'
import type { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { layAsOf, migrate } from '../database/migrate.ts'
import { SESSION_OPTIONS } from '../database/pool.ts'
import { Unusable } from '../database/unusable.ts'
import { PUBLICATION } from '../feed/connection.ts'
import { tablesOf, type Table } from './contents.ts'
import { partsOf } from './read.ts'
import { afterRows, beforeRows, columnsText, type Head, type Tail } from './script.ts'

export interface RestoreOptions {
  url: string
  file: string
  passphrase: string | undefined
  /** What is in the database is kept aside, in a schema of its own; otherwise it must be empty. */
  replace: boolean
}

export interface Restored {
  head: Head
  tail: Tail
  /** The schema that now holds what was there. */
  aside: string | undefined
  /** The migrations that ran afterwards. */
  migrated: string[]
}

/**
 * @throws Unusable when the backup is not whole or of a newer Wardroom, when the database is not empty and `replace` was not
 *   asked for, or a Wardroom uses it. Nothing has changed then.
 */
export async function restore({ url, file, passphrase, replace }: RestoreOptions): Promise<Restored> {
  const put = await onConnection(url, async (client) => {
    await refuseInUse(client)
    await client.query('begin')
    const aside = await makeRoom(client, replace)
    const { head, tail } = await putIn(client, file, passphrase)
    await setAhead(client)
    await client.query('commit')
    return { head, tail, aside }
  })
  const migrated = await migrate(url)
  await onConnection(url, (client) => client.query('analyze'))
  return { ...put, migrated }
}

/** Does it on a connection of its own; what is not committed by its end has not happened. */
export async function onConnection<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    options: `${SESSION_OPTIONS} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`,
    application_name: 'wardroom restore',
    keepAlive: true,
  })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end().catch(() => undefined) // it may be broken already
  }
}

/** Fills an empty schema `public` from a backup, within the transaction that is open. */
export async function putIn(
  client: pg.Client,
  file: string,
  passphrase: string | undefined,
): Promise<{ head: Head; tail: Tail }> {
  let head: Head | undefined
  let filling: Filling | undefined
  for await (const part of partsOf(file, passphrase)) {
    if (part.is === 'head') {
      head = part.head
      await layAsOf(client, head.migrations)
      await client.query(beforeRows(ours(head, await tablesOf(client))))
    } else if (part.is === 'rows') {
      if (filling?.table !== part.table) {
        await filling?.end()
        const table = head?.tables.find(({ name }) => name === part.table)
        if (!table) throw new Unusable(`The backup is damaged: it does not announce the table ${part.table}.`)
        filling = new Filling(client, table)
      }
      await filling.take(part.bytes)
    } else if (head) {
      await filling?.end()
      await client.query(afterRows(head.tables, part.tail.counters))
      return { head, tail: part.tail }
    }
  }
  throw new Error('a backup has a head and a tail') // partsOf sees to it
}

/** The rows of one table on their way in; what Postgres says against them is thrown at the next step. */
class Filling {
  readonly table: string
  readonly #stream: Writable
  readonly #failed: Promise<never>

  constructor(client: pg.Client, table: Table) {
    this.table = table.name
    this.#stream = client.query(copyFrom(`copy ${columnsText(table)} from stdin`))
    this.#failed = new Promise((_, reject) =>
      this.#stream.on('error', (cause) =>
        reject(new Unusable(`Rows of the table ${table.name} do not fit: ${cause.message}.`, { cause })),
      ),
    )
    this.#failed.catch(() => undefined) // heard at the next step
  }

  /** One piece at a time: pieces still queued when Postgres says no would be written to a connection that is done with. */
  async take(bytes: Buffer): Promise<void> {
    const taken = new Promise<void>((resolve) => this.#stream.write(bytes, () => resolve()))
    await Promise.race([taken, this.#failed])
  }

  async end(): Promise<void> {
    this.#stream.end()
    await Promise.race([once(this.#stream, 'finish'), this.#failed])
  }
}

/** The tables of the backup, when the schema has them all. */
function ours(head: Head, laid: readonly Table[]): readonly Table[] {
  const strange = head.tables.find(({ name }) => !laid.some((table) => table.name === name))
  if (strange)
    throw new Unusable(
      `The backup holds a table "${strange.name}" that is not Wardroom's, from the schema "public". Tables of your own belong in a schema of their own.`,
    )
  return head.tables
}

/** One that was just stopped may need a moment to be gone. */
const GOODBYE_MS = 2000

/** A server that writes meanwhile would answer for what is set aside. */
async function refuseInUse(client: pg.Client): Promise<void> {
  for (const patience = performance.now() + GOODBYE_MS; ; await sleep(100)) {
    const { rowCount } = await client.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
          and application_name like 'wardroom%' limit 1`,
    )
    if (rowCount === 0) return
    if (performance.now() > patience) throw new Unusable('A Wardroom uses this database. Stop it first.')
  }
}

async function makeRoom(client: pg.Client, replace: boolean): Promise<string | undefined> {
  const tables = await tablesOf(client)
  if (tables.length === 0) return undefined
  if (!replace)
    throw new Unusable(
      'The database is not empty. With --replace what is there is kept aside, and the backup takes its place.',
    )
  const aside = `before_${new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').toLowerCase()}z`
  const { rowCount: gist } = await client.query(`select from pg_extension where extname = 'btree_gist'`)
  await client.query(`drop publication if exists ${PUBLICATION}`)
  await client.query(`alter schema public rename to ${aside}`)
  await client.query('create schema public')
  await client.query('grant usage on schema public to public')
  if (gist !== 0) await client.query('alter extension btree_gist set schema public')
  return aside
}

/** More than a hospital gives out between two backups. */
const AHEAD = 100_000

/**
 * Numbers given out after the backup was made are on wristbands, and known to other systems (the id of an order, of a
 * message). They are not given out a second time to somebody else.
 */
async function setAhead(client: pg.Client): Promise<void> {
  await client.query(
    `select setval(format('%I.%I', schemaname, sequencename)::regclass, coalesce(last_value, 0) + ${AHEAD})
       from pg_sequences where schemaname = 'public'`,
  )
  await client.query(`update site set last_mrn = last_mrn + ${AHEAD}`)
}
