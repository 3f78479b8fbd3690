/** Whether a Postgres that is not ours can carry Wardroom; asked before anything is written. */
import pg from 'pg'
import { Unusable } from './unusable.ts'

const OLDEST = 150_000

/** @throws Unusable with one sentence that names the setting and what to do. */
export async function refuseUnfit(url: string): Promise<void> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    application_name: 'wardroom check',
  })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  try {
    await client.connect()
  } catch (cause) {
    await client.end().catch(() => undefined)
    throw new Unusable(unreachable(cause), { cause })
  }
  try {
    const { rows } = await client.query<{
      version: number
      wal_level: string
      replicates: boolean
      creates: boolean
      extends: boolean
      name: string
    }>(
      `select current_setting('server_version_num')::int as version,
              current_setting('wal_level') as wal_level,
              current_user as name,
              (select rolsuper or rolreplication from pg_roles where rolname = current_user)
                or exists (select from pg_roles where rolname in ('rds_replication', 'azure_replication') and pg_has_role(oid, 'member')) as replicates,
              -- Who finds the schema laid by another need not lay it (docs/audit.md).
              has_database_privilege(current_database(), 'create') or to_regclass('migration') is not null as creates,
              exists (select from pg_available_extensions where name = 'btree_gist') as extends`,
    )
    const found = rows[0]
    if (!found) throw new Unusable('The database did not answer.')
    if (found.version < OLDEST)
      throw new Unusable(
        `WARDROOM_DATABASE_URL points to Postgres ${Math.floor(found.version / 10_000)}; Wardroom needs 15 or newer.`,
      )
    if (found.wal_level !== 'logical') {
      throw new Unusable(
        `The database at WARDROOM_DATABASE_URL has wal_level=${found.wal_level}. Set wal_level=logical (alter system set wal_level = logical) and restart it.`,
      )
    }
    if (!found.replicates) {
      throw new Unusable(
        `The user "${found.name}" of WARDROOM_DATABASE_URL may not replicate. As a superuser run: alter role "${found.name}" replication`,
      )
    }
    if (!found.creates) {
      throw new Unusable(
        `The user "${found.name}" of WARDROOM_DATABASE_URL may not create tables. Make it the owner of the database, or grant create on it.`,
      )
    }
    if (!found.extends)
      throw new Unusable(
        'The database at WARDROOM_DATABASE_URL lacks the extension btree_gist. Install the package postgresql-contrib of its version.',
      )
  } finally {
    await client.end()
  }
}

/** What went wrong, in words; Postgres' codes by name. */
function unreachable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  const message = error instanceof Error ? error.message : String(error)
  switch (code) {
    case '28P01': // invalid_password
    case '28000': // invalid_authorization_specification
      return 'The database refuses the user or password in WARDROOM_DATABASE_URL. Check both.'
    case '3D000': // invalid_catalog_name
      return `The database named in WARDROOM_DATABASE_URL does not exist (${message}). Create it, empty.`
    case 'ECONNREFUSED':
    case 'ENOTFOUND':
    case 'ENOENT':
    case 'EHOSTUNREACH':
      return `Nothing answers at WARDROOM_DATABASE_URL (${message}). Check host and port, and that Postgres runs.`
    default:
      return `The database at WARDROOM_DATABASE_URL cannot be used: ${message}.`
  }
}
