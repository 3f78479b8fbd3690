/** Brings a database to the schema this server was written for: each file of schema/migrations once, in order. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Unusable } from './unusable.ts'

const FOLDER = fileURLToPath(new URL('../../schema/migrations/', import.meta.url))
/** Any number, the same in every Wardroom: two servers that start at once migrate one after the other. */
const LOCK = 7_249_013

export interface Migration {
  version: number
  name: string
  sql: string
  checksum: string
}
/** A migration as a database says it ran. */
export type Ran = Omit<Migration, 'sql'>

/** Where a database says what ran in it. */
const RECORD = `create table if not exists migration
  (version integer primary key, name text not null, checksum text not null, at timestamptz not null default now())`

/**
 * Runs what is missing, each migration in a transaction of its own.
 * @returns the names of those that ran.
 * @throws Unusable when the database is newer than this server, or a migration that ran was edited since.
 */
export async function migrate(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'wardroom migrate' })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [LOCK])
    // Asked for before it is made: who only works here may not make tables, also not one that is there.
    const { rows: there } = await client.query<{ is: boolean }>(
      `select to_regclass('migration') is not null as is`,
    )
    if (there[0]?.is !== true) await client.query(RECORD)
    const { rows: done } = await client.query<Ran>('select version, name, checksum from migration')
    const known = await migrations()
    refuseStrangers(done, known)
    const missing = known.filter(({ version }) => !done.some((was) => was.version === version))
    for (const migration of missing) await alone(client, migration)
    return missing.map(({ name }) => name)
  } finally {
    await client.end() // lets go of the lock
  }
}

/**
 * Lays the schema as it was after these migrations, in a transaction somebody else commits (a restore).
 * @throws Unusable when one of them is not of this Wardroom.
 */
export async function layAsOf(client: pg.Client, ran: readonly Ran[]): Promise<void> {
  const known = await migrations()
  refuseStrangers(ran, known)
  await client.query(RECORD)
  for (const migration of known)
    if (ran.some(({ version }) => version === migration.version)) await apply(client, migration)
}

/** The SQL that lays the schema as it was after these migrations, for whoever has nothing but psql. */
export async function schemaText(ran: readonly Ran[]): Promise<string> {
  const known = await migrations()
  refuseStrangers(ran, known)
  const those = known.filter((migration) => ran.some(({ version }) => version === migration.version))
  return [`${RECORD};\n`, ...those.map(({ name, sql }) => `-- ${name}\n${sql}`)].join('\n')
}

/** All there are, in order. */
export async function migrations(): Promise<Migration[]> {
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(
    files.map(async (name) => {
      const sql = await readFile(FOLDER + name, 'utf8')
      return {
        version: Number.parseInt(name, 10),
        name,
        sql,
        checksum: createHash('sha256').update(sql).digest('hex'),
      }
    }),
  )
}

/** @throws Unusable when something ran that this Wardroom does not know, or knows otherwise. */
export function refuseStrangers(done: readonly Ran[], known: readonly Ran[]): void {
  for (const was of done) {
    const now = known.find(({ version }) => version === was.version)
    if (!now)
      throw new Unusable(
        `The database is newer than this Wardroom (it has ${was.name}). Install that version or a later one.`,
      )
    if (now.checksum !== was.checksum) {
      throw new Unusable(
        `The database was made by another edition of ${was.name}. Use the Wardroom that made it, or set WARDROOM_DATA to a new folder.`,
      )
    }
  }
}

async function alone(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin')
  try {
    await apply(client, migration)
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new Error(`migration ${migration.name} failed`, { cause })
  }
}

async function apply(client: pg.Client, { version, name, sql, checksum }: Migration): Promise<void> {
  await client.query('insert into migration (version, name, checksum) values ($1, $2, $3)', [
    version,
    name,
    checksum,
  ])
  await client.query(sql)
}
