import { afterAll, beforeAll, expect, test } from 'vitest'
import { KeptLog } from '../../server/database/kept-log.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'

let ward: FreshDatabase
beforeAll(async () => {
  ward = await freshDatabase()
})
afterAll(() => ward.drop())

test('a slot that keeps more than half of what it may is said once, whosever it is', async () => {
  const slot = `left_behind_${process.pid}`
  const said: string[] = []
  const say = (_: object, text: string): void => void said.push(text)
  const limited = async (mb: number): Promise<KeptLog> => {
    // As a Postgres with that limit would answer; what the slot keeps is real.
    const kept = new KeptLog(
      {
        row: async (sql) =>
          ward.database.row(
            sql
              .replace(
                "select nullif(setting::float8, -1) * 1024 * 1024 from pg_settings where name = 'max_slot_wal_keep_size'",
                `select ${mb * 2 ** 20}::float8`,
              )
              .replace('where restart_lsn', `where slot_name = '${slot}' and restart_lsn`),
          ),
      },
      { info: say, warn: say },
      () => undefined,
    )
    await kept.look()
    return kept
  }
  await ward.database.rows(`select pg_create_physical_replication_slot('${slot}', true)`)
  try {
    await ward.database.rows('create table filler (x text)')
    await ward.database.rows(
      // Nothing that could be compressed: 6 MB of it are 6 MB of log.
      `insert into filler select (select string_agg(md5(n::text || m), '') from generate_series(1, 50) as m)
         from generate_series(1, 4000) as n`,
    )
    expect((await limited(1000)).warning).toBeUndefined()
    const kept = await limited(2)
    expect(kept.warning).toMatch(
      new RegExp(
        `^the replication slot ${slot} \\(its reader is away\\) keeps \\d+ MB of log, of 2 MB at most$`,
      ),
    )
    await kept.look()
    expect(said).toHaveLength(1)
  } finally {
    await ward.database.rows(`select pg_drop_replication_slot('${slot}')`)
  }
})
