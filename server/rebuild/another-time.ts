/**
 * A database that is told what time it is. All there is of time in a write is the database's `now()` (in commands, in
 * statements, in defaults of columns), so what was done can be done again as if it were then, by the very same code.
 *
 * A function of ours is found before Postgres' own by the search path of this database. It must be laid before the
 * migrations run: the defaults of columns are bound when a table is made.
 */
import pg from 'pg'
import { migrate } from '../database/migrate.ts'
import { Database } from '../database/pool.ts'

const LAY = `
  create schema replayed;
  create table replayed.time (at timestamptz not null);
  create function replayed.now() returns timestamptz stable language sql
    as $$ select coalesce((select at from replayed.time), pg_catalog.now()) $$;
  do $$ begin execute format('alter database %I set search_path = public, replayed, pg_catalog', current_database()); end $$`

export class AnotherTime {
  readonly database: Database

  private constructor(url: string) {
    this.database = new Database(url, { onError: () => undefined })
  }

  /** @param url an empty database; its time stands still where it was last set to. */
  static async lay(url: string): Promise<AnotherTime> {
    const client = new pg.Client({ connectionString: url, application_name: 'wardroom rebuild' })
    await client.connect()
    try {
      await client.query(LAY)
    } finally {
      await client.end()
    }
    await migrate(url)
    return new AnotherTime(url)
  }

  /** @param instant as Postgres writes it, to the microsecond. */
  async is(instant: string): Promise<void> {
    await this.database.rows(
      'with gone as (delete from replayed.time) insert into replayed.time (at) values ($1)',
      [instant],
    )
  }

  async end(): Promise<void> {
    await this.database.end()
  }
}
