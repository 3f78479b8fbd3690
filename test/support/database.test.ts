import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { freshDatabase } from './database.ts'
import { until } from './until.ts'

describe("a test's own database", async () => {
  const { database, url, drop } = await freshDatabase()
  afterAll(drop)

  test('is migrated, publishes, and logs logically', async () => {
    expect(await database.row(`select current_setting('wal_level') as level`)).toEqual({ level: 'logical' })
    expect(await database.rows(`select pubname from pg_publication`)).toEqual([{ pubname: 'wardroom' }])
    expect(await database.row('select count(*) as beds from bed')).toEqual({ beds: 0 })
  })

  test('is nobody else’s', async () => {
    const other = await freshDatabase()
    expect(other.url).not.toBe(url)
    await other.database.rows(
      `insert into site (site, name, time_zone, currency) values ('gh', 'General', 'UTC', 'EUR')`,
    )
    expect(await database.row('select count(*) as sites from site')).toEqual({ sites: 0 })
    await other.drop()
  })

  test('tells of a connection and a slot left behind, and is dropped all the same', async () => {
    const careless = await freshDatabase()
    const client = new pg.Client({ connectionString: careless.url, application_name: 'forgotten' })
    const broken = new Promise((resolve) => client.on('error', resolve))
    await client.connect()
    await client.query(`select pg_create_logical_replication_slot('left', 'pgoutput', false)`)
    await expect(careless.drop()).rejects.toThrow(/forgotten.*left \(replication slot\)/)
    await broken
  })
})

test('waiting for a condition returns it, and says what it waited for when time is up', async () => {
  let asked = 0
  expect(await until(() => ++asked > 3 && 'bed free', { what: 'the bed' })).toBe('bed free')
  await expect(until(() => 0, { what: 'a bed', timeoutMs: 30 })).rejects.toThrow(
    'waited 30 ms for a bed; last: 0',
  )
})
