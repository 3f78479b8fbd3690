/** Brings a database to the schema this server was written for: each file of schema/migrations once, in order. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { Unusable } from './unusable.ts'

const FOLDER = fileURLToPath(new URL('../../schema/migrations/', import.meta.url))
/** Any number, the same in every Wardroom: two servers that start at once migrate one after the other. */
const LOCK = 7_249_013

interface Migration {
  version: number
  name: string
  sql: string
  checksum: string
}

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
    await client.query(`create table if not exists migration
      (version integer primary key, name text not null, checksum text not null, at timestamptz not null default now())`)
    const { rows: done } = await client.query<{ version: number; name: string; checksum: string }>(
      'select version, name, checksum from migration',
    )
    const known = await migrations()
    refuseStrangers(done, known)
    const missing = known.filter(({ version }) => !done.some((was) => was.version === version))
    for (const migration of missing) await apply(client, migration)
    return missing.map(({ name }) => name)
  } finally {
    await client.end() // lets go of the lock
  }
}

async function migrations(): Promise<Migration[]> {
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

function refuseStrangers(
  done: readonly { version: number; name: string; checksum: string }[],
  known: readonly Migration[],
): void {
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

async function apply(client: pg.Client, { version, name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin')
  try {
    await client.query('insert into migration (version, name, checksum) values ($1, $2, $3)', [
      version,
      name,
      checksum,
    ])
    await client.query(sql)
    await client.query('commit')
  } catch (cause) {
    await client.query('rollback')
    throw new Error(`migration ${name} failed`, { cause })
  }
}
