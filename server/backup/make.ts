/**
 * Makes a backup while everything goes on: all tables as they were at one position in the log.
 *
 * The snapshot is the one a replication slot begins with, so the position it stands at is known exactly and not about. The
 * slot is let go of as soon as the snapshot is taken over: however long the copying takes, no log is held back by it.
 */
import { mkdir, open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { refuseStrangers, migrations, schemaText, type Ran } from '../database/migrate.ts'
import { SESSION_OPTIONS } from '../database/pool.ts'
import { Unusable } from '../database/unusable.ts'
import { ReplicationConnection, type Opened } from '../feed/connection.ts'
import { countersOf, tablesOf, type Table } from './contents.ts'
import { keep, keptIn, nameOf, partialOf, refuseFullDisk, tidy } from './folder.ts'
import { readWhole } from './read.ts'
import {
  afterRows,
  beforeRows,
  columnsText,
  END_OF_ROWS,
  headText,
  rowsBegin,
  tailText,
  type Head,
  type Tail,
} from './script.ts'
import { seal } from './sealed.ts'
import { Sum } from './sum.ts'

export interface Made {
  file: string
  head: Head
  tail: Tail
  bytes: number
  /** Older ones that made way. */
  removed: string[]
}

/** Rows as text pack to about a fifth of what they take with their indexes; this is on the safe side. */
const PACKED = 0.5
/** From one night to the next a hospital does not grow by more. */
const GROWTH = 1.5
/** A slot, and its snapshot, begins when all transactions have ended that were writing. */
const SNAPSHOT_PATIENCE_MS = 5 * 60_000
/** How often, while it writes, it looks whether there is room. */
const LOOK_BYTES = 64 * 1024 * 1024

/**
 * Makes a backup of the database at `url` in `folder`, proves that it can be read back, gives it its name, and only then
 * removes the oldest beyond `most`.
 * @throws Unusable when the database is newer than this Wardroom, or there is no room; nothing that was kept is lost.
 */
export async function makeBackup(
  url: string,
  { folder, most, passphrase }: { folder: string; most: number; passphrase: string | undefined },
): Promise<Made> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const client = new pg.Client({
    connectionString: url,
    // However long it takes, and whatever the hospital's own server allows others.
    options: `${SESSION_OPTIONS} -c statement_timeout=0 -c idle_in_transaction_session_timeout=0`,
    application_name: 'wardroom backup',
    keepAlive: true,
  })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  await client.connect()
  let partial: string | undefined
  try {
    const head = await snapshotIn(client, url)
    await refuseFullDisk(folder, await expected(client, folder))
    const file = join(folder, nameOf(new Date(head.made_at), passphrase !== undefined))
    partial = partialOf(file)
    const written = await write(partial, text(client, head), { folder, passphrase })
    await client.query('commit')
    const { tail } = await readWhole(partial, passphrase)
    await keep(partial, file)
    return { file, head, tail, bytes: written, removed: await tidy(folder, most) }
  } finally {
    if (partial !== undefined) await rm(partial, { force: true })
    await client.end().catch(() => undefined) // it may be broken already
  }
}

/** Puts the connection into a snapshot of a known position. @returns what stands in the first line. */
async function snapshotIn(client: pg.Client, url: string): Promise<Head> {
  const [log, opened] = await positionIn(url)
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(`set transaction snapshot ${client.escapeLiteral(opened.snapshot)}`)
  } finally {
    log.close()
  }
  const { rows: ran } = await client.query<Ran>(
    'select version, name, checksum from migration order by version',
  )
  refuseStrangers(ran, await migrations())
  const { rows } = await client.query<{ made_at: string; postgres: string }>(
    `select now() as made_at, current_setting('server_version') as postgres`,
  )
  if (!rows[0]) throw new Error('the database has no time')
  const { epoch, lsn } = opened
  const tables = await tablesOf(client)
  const audit = tables.some(({ name }) => name === 'audit') ? await recordReaches(client) : undefined
  return { format: 1, ...rows[0], epoch, lsn, migrations: ran, tables, ...(audit && { audit }) }
}

/** undefined: nothing is sealed yet. */
async function recordReaches(client: pg.Client): Promise<Head['audit']> {
  const { rows } = await client.query<NonNullable<Head['audit']>>(
    `select audit_id, encode(hash, 'hex') as hash from audit order by audit_id desc limit 1`,
  )
  return rows[0]
}

async function positionIn(url: string): Promise<[ReplicationConnection, Opened]> {
  const log = new ReplicationConnection(url, () => undefined)
  const patience = new AbortController()
  const slow = setTimeout(() => {
    patience.abort()
    log.close()
  }, SNAPSHOT_PATIENCE_MS)
  try {
    return [log, await log.open()]
  } catch (error) {
    log.close()
    if (patience.signal.aborted)
      throw new Unusable('A transaction that has been writing for minutes holds up the backup.')
    throw error
  } finally {
    clearTimeout(slow)
  }
}

/** How large it will be, about: as the newest was and a half more, or by the size of the tables. */
async function expected(client: pg.Client, folder: string): Promise<number> {
  const [newest] = await keptIn(folder)
  if (newest) return newest.bytes * GROWTH
  const { rows } = await client.query<{ bytes: number }>(
    `select coalesce(sum(pg_table_size(oid)), 0)::bigint as bytes from pg_class
      where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  )
  return (rows[0]?.bytes ?? 0) * PACKED
}

async function* text(client: pg.Client, head: Head): AsyncGenerator<Buffer> {
  yield Buffer.from(headText(head))
  yield Buffer.from(`${await schemaText(head.migrations)}\n${beforeRows(head.tables)}\n`)
  const tables: Tail['tables'] = {}
  for (const table of head.tables) {
    const sum = new Sum()
    yield Buffer.from(rowsBegin(table))
    for await (const bytes of rowsOf(client, table)) {
      sum.take(bytes)
      yield bytes
    }
    yield Buffer.from(`${END_OF_ROWS}\n\n`)
    tables[table.name] = { rows: sum.rows, sum: sum.text }
  }
  // Counters stand outside of snapshots: these are at least as far as the rows.
  const counters = await countersOf(client)
  yield Buffer.from(afterRows(head.tables, counters))
  yield Buffer.from(tailText({ tables, counters }))
}

/** The rows of a table as COPY writes them, in whatever order they lie. */
export const rowsOf = (client: pg.Client, table: Table): AsyncIterable<Buffer> =>
  client.query(copyTo(`copy ${columnsText(table)} to stdout`)) as AsyncIterable<Buffer>

/** Writes the text, packed and perhaps sealed, and waits until the disk has it. @returns its bytes. */
async function write(
  partial: string,
  plain: AsyncIterable<Buffer>,
  { folder, passphrase }: { folder: string; passphrase: string | undefined },
): Promise<number> {
  const packed = createGzip()
  const feeding = pipeline(Readable.from(plain, { objectMode: false }), packed)
  feeding.catch(() => undefined) // it breaks the writing below, and is said there
  const bytes = passphrase === undefined ? (packed as AsyncIterable<Buffer>) : seal(packed, passphrase)
  const handle = await open(partial, 'wx', 0o600)
  try {
    await writeFile(handle, whileThereIsRoom(bytes, folder))
    await feeding
    await handle.sync()
    return (await handle.stat()).size
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOSPC')
      throw new Unusable(`The disk of ${folder} is full; the backups that are there are kept.`, { cause })
    throw cause
  } finally {
    await handle.close()
  }
}

async function* whileThereIsRoom(bytes: AsyncIterable<Buffer>, folder: string): AsyncGenerator<Buffer> {
  let since = 0
  for await (const chunk of bytes) {
    since += chunk.length
    if (since > LOOK_BYTES) {
      await refuseFullDisk(folder, LOOK_BYTES)
      since = 0
    }
    yield chunk
  }
}
