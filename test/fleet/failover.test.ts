/**
 * The primary dies and a standby takes over: screens see another epoch and open their boards again, what was acknowledged is
 * there when replication was synchronous, and where it was not, what is missing is said.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BedRow } from '../../schema/boards/beds.ts'
import { run } from '../../server/commands/run.ts'
import { migrate } from '../../server/database/migrate.ts'
import { Database } from '../../server/database/pool.ts'
import { openStation, Screen, type Station } from '../live/station.ts'
import { ward } from '../journeys/ward.ts'
import { Balancer } from '../support/balancer.ts'
import { engines } from '../support/engines.ts'
import { answer, FIT, OtherPostgres, PASSWORD, sql } from '../support/other-postgres.ts'
import { until } from '../support/until.ts'

const PATIENCE_MS = 120_000
const NAME = 'standby'

describe.skipIf(!engines.postgresBin)('a standby (needs a Postgres)', { timeout: PATIENCE_MS }, () => {
  const postgres: OtherPostgres[] = []
  let primary: OtherPostgres
  let address: Balancer
  let database: Database
  let stations: Station[]
  let walls: Screen[]

  beforeAll(async () => {
    primary = await OtherPostgres.start(engines.postgresBin ?? '', FIT)
    postgres.push(primary)
    address = await Balancer.before([primary.port])
    const url = `postgres://postgres:${PASSWORD}@127.0.0.1:${address.port}/postgres`
    await migrate(url)
    database = new Database(url, { onError: () => undefined })
    await run(database, 'hospital/lay-out', ward, { door: 'http', viewer: 'permitted', who: 'a nurse' })
    stations = [await openStation(url), await openStation(url)]
    walls = stations.map((station) => {
      const wall = new Screen({ board: 'beds', place: { site: 'gh' }, level: 'full' })
      wall.lookAt(station)
      return wall
    })
    await until(() => walls.every(({ joined }) => joined), { what: 'the walls' })
  }, PATIENCE_MS)
  afterAll(async () => {
    for (const wall of walls) wall.away()
    for (const station of stations) await station.stop()
    await database.end()
    await address.close()
    for (const one of postgres) await one.clear()
  }, PATIENCE_MS)

  /** A note on bed 4W-1, tried until somebody answers, with one key. @returns whether the first try was answered */
  const noted = async (note: string): Promise<boolean> => {
    const by = { door: 'http', viewer: 'permitted', who: 'a nurse', key: note } as const
    const input = { site: 'gh', bed: '4W-1', reason: 'repair', note } as const
    let tries = 0
    await until(async () => (tries++, (await run(database, 'beds/block', input, by)).ok), {
      what: `${note} to be answered`,
      timeoutMs: 30_000,
    })
    return tries === 1
  }
  const shown = (): (string | null | undefined)[] =>
    walls.map(
      (wall) => ([...wall.held.rows.values()] as BedRow[]).find(({ bed }) => bed === '4W-1')?.blocked?.note,
    )
  const onRecord = async (): Promise<string[]> => {
    const text = `select key from act where command = 'beds/block' order by act_id`
    return (await database.rows<{ key: string }>(text)).map(({ key }) => key)
  }
  const follows = async (): Promise<OtherPostgres> => {
    const standby = await primary.standby(NAME)
    postgres.push(standby)
    await until(
      async () =>
        (
          await answer(
            primary.url(PASSWORD),
            `select from pg_stat_replication where application_name = '${NAME}' and state = 'streaming'`,
          )
        ).rowCount,
      { what: 'the standby to stream' },
    )
    return standby
  }
  const takesOver = async (standby: OtherPostgres): Promise<void> => {
    await standby.promote()
    address.moveTo(standby.port)
    primary = standby
  }

  test('that has all there is takes over in the midst of it: nothing acknowledged is missing, and every wall begins a new epoch', async () => {
    const standby = await follows()
    await sql(primary.url(PASSWORD), `alter system set synchronous_standby_names = '${NAME}'`)
    await sql(primary.url(PASSWORD), 'select pg_reload_conf()')
    await noted('before')
    await until(() => shown().every((note) => note === 'before'), { what: 'the walls to show it' })
    const epochs = walls.map(({ epoch }) => epoch)
    const busy = (async () => {
      for (let nth = 0; nth < 30; nth++) await noted(`note ${nth}`)
    })()
    await until(async () => (await onRecord()).length > 5, { what: 'some to be done' })
    await primary.kill()
    await sql(standby.url(PASSWORD), `alter system set synchronous_standby_names = ''`)
    await takesOver(standby)
    await busy
    // Each was acknowledged, before or after: each is there, once, in its order.
    expect(await onRecord()).toEqual(['before', ...Array.from({ length: 30 }, (_, nth) => `note ${nth}`)])
    await until(() => shown().every((note) => note === 'note 29'), { what: 'the walls to show the last' })
    for (const [nth, wall] of walls.entries()) {
      expect(wall.epoch).not.toBe(epochs[nth])
      expect(wall.epoch).toMatch(/:2$/)
    }
  })

  test('that lacks what was written last takes over: the walls show what is so, and it is said that something is missing', async () => {
    const standby = await follows()
    await noted('both have it')
    const [position] = await database.rows<{ lsn: string }>('select pg_current_wal_flush_lsn()::text as lsn')
    await until(
      async () =>
        (await answer(standby.url(PASSWORD), `select where pg_last_wal_replay_lsn() >= '${position?.lsn}'`))
          .rowCount,
      { what: 'the standby to have it' },
    )
    // The line between the two is cut; nobody waits for the standby.
    await sql(standby.url(PASSWORD), `alter system set primary_conninfo = ''`)
    await sql(standby.url(PASSWORD), 'select pg_reload_conf()')
    await until(
      async () => (await answer(standby.url(PASSWORD), 'select from pg_stat_wal_receiver')).rowCount === 0,
      { what: 'the line to be cut' },
    )
    await noted('only here')
    await until(() => shown().every((note) => note === 'only here'), { what: 'the walls to show it' })
    await primary.kill()
    await takesOver(standby)
    await until(() => shown().every((note) => note === 'both have it'), {
      what: 'the walls to show what is so',
    })
    expect(await onRecord()).not.toContain('only here')
    for (const { warnings } of stations)
      expect(warnings.filter((text) => text.includes('what was written last is missing'))).toHaveLength(1)
  })
})
