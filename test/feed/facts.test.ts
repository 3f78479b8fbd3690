/** What a real Postgres says in its log, and what the mirror makes of it. One fact a test. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Change, ChangeOf } from '../../server/feed/mirror.ts'
import type { TableName } from '../../server/feed/tables.ts'
import { padded } from '../../server/feed/lsn.ts'
import { layout, openWard, type Ward } from '../commands/ward.ts'
import { contents, watch, type Watching } from './watching.ts'

let ward: Ward
let watching: Watching
beforeAll(async () => {
  ward = await openWard()
  watching = await watch(ward.database.url)
})
afterAll(async () => {
  await watching.stop()
  await ward.drop()
})

/** Commits, waits until the feed is there. @returns the changes of each transaction that came by it. */
async function commit(...statements: string[]): Promise<Change[][]> {
  const before = watching.transactions.length
  const { lsn } = await ward.database.transaction(async (tx) => {
    for (const statement of statements) await tx.rows(statement)
  })
  await watching.upTo(padded(lsn))
  return watching.transactions.slice(before).map(({ changes }) => changes)
}

const of = <T extends TableName>(table: T, changes: readonly Change[] = []): ChangeOf<T>[] =>
  changes.filter((change) => change.table === table) as unknown as ChangeOf<T>[] // filtered by the table's name

/** The mirror that is followed equals the one a server loads that starts now. */
async function isWhatIsLoaded(): Promise<void> {
  const fresh = await watch(ward.database.url)
  try {
    await watching.upTo(fresh.pictures[0]?.lsn ?? '')
    expect(contents(watching.mirror)).toEqual(contents(fresh.mirror))
  } finally {
    await fresh.stop()
  }
}

describe('the mirror', () => {
  test('knows what a row was before an UPDATE, which the log does not say', async () => {
    const [changes] = await commit(`update bed set staffed = false where code = '4W-3'`)
    expect(of('bed', changes)).toMatchObject([
      { was: { code: '4W-3', staffed: true }, row: { code: '4W-3', staffed: false } },
    ])
    await commit(`update bed set staffed = true where code = '4W-3'`)
  })

  test('knows what a row was that a DELETE took, of which the log says only the key', async () => {
    await commit(
      `insert into dead_letter (site, topic, payload, reason) values ('gh', 'a/b', '\\x00', 'no such device')`,
    )
    const [changes] = await commit(`delete from dead_letter`)
    expect(of('dead_letter', changes)).toMatchObject([
      { was: { topic: 'a/b', reason: 'no such device' }, row: undefined },
    ])
  })

  test('fills in a large column that did not change', async () => {
    const noise = `(select string_agg(md5(n::text), '') from generate_series(1, 1000) n)`
    await commit(
      `update bed set block_reason = 'repair', blocked_at = now(), block_note = ${noise} where code = '4W-2'`,
    )
    const [changes] = await commit(`update bed set position = position + 100 where code = '4W-2'`)
    const [change] = of('bed', changes)
    expect(change?.row?.block_note).toHaveLength(32_000)
    expect(change?.row?.position).toBe((change?.was?.position ?? NaN) + 100)
    await isWhatIsLoaded()
    await commit(
      `update bed set block_reason = null, blocked_at = null, block_note = null where code = '4W-2'`,
    )
  })

  test('is emptied by TRUNCATE', async () => {
    await commit(
      `insert into dead_letter (topic, payload, reason) select 'x', '', 'r' from generate_series(1, 3)`,
    )
    const [changes] = await commit('truncate dead_letter')
    expect(of('dead_letter', changes).map(({ row }) => row)).toEqual([undefined, undefined, undefined])
    expect(watching.mirror.dead_letter.size).toBe(0)
  })

  test('follows a table that gets a column, and loses it, while it is being followed', async () => {
    await commit(
      `alter table bed add column colour text default 'blue'`,
      `update bed set position = 7 where code = '4W-1'`,
    )
    expect([...watching.mirror.bed.all()].find(({ code }) => code === '4W-1')).toMatchObject({
      position: 7,
      colour: 'blue',
    })
    await commit(`alter table bed drop column colour`, `update bed set position = 1 where code = '4W-1'`)
    const bed = [...watching.mirror.bed.all()].find(({ code }) => code === '4W-1')
    expect(bed).toMatchObject({ position: 1, staffed: true })
    expect(bed).not.toHaveProperty('colour')
  })

  test('moves a row whose primary key changed', async () => {
    await commit(`insert into site (site, name, time_zone, currency) values ('old', 'Old', 'UTC', 'EUR')`)
    const [changes] = await commit(`update site set site = 'new' where site = 'old'`)
    expect(of('site', changes)).toMatchObject([
      { key: 'old', was: { name: 'Old' }, row: undefined },
      { key: 'new', was: undefined, row: { name: 'Old' } },
    ])
    expect(watching.mirror.site.get('old')).toBeUndefined()
  })

  test('does the same when somebody set REPLICA IDENTITY FULL for a reader of theirs', async () => {
    await commit(
      `alter table device_channel replica identity full`,
      `insert into device_channel select device_id, 'occupancy', 'b', 1, '{}', now(), now() from device`,
    )
    const [changed] = await commit(`update device_channel set seq = 2`)
    expect(of('device_channel', changed)).toMatchObject([{ was: { seq: 1 }, row: { seq: 2 } }])
    await commit(`update device_channel set channel = 'brakes'`)
    expect([...watching.mirror.device_channel.all()].map(({ channel }) => channel)).toEqual(['brakes'])
    await commit(`delete from device_channel`)
    expect(watching.mirror.device_channel.size).toBe(0)
    await commit(`alter table device_channel replica identity default`)
  })

  test('never sees what was rolled back, nor what a savepoint took back', async () => {
    const before = watching.transactions.length
    const undone = ward.database.transaction(async (tx) => {
      await tx.rows(`update bed set staffed = false`)
      throw new Error('changed our mind')
    })
    await expect(undone).rejects.toThrow('changed our mind')
    await commit(
      `update bed set position = 50 where code = 'ICU-1'`,
      'savepoint s',
      `update bed set position = 99 where code = 'ICU-1'`,
      'rollback to s',
    )
    const since = watching.transactions.slice(before).flatMap(({ changes }) => of('bed', changes))
    expect(since.map(({ row }) => row?.position)).toEqual([50])
  })

  test('takes a transaction whole, also one of thousands of rows', async () => {
    const before = watching.transactions.length
    await commit(
      `insert into dead_letter (topic, payload, reason) select 'x', '', 'r' from generate_series(1, 400)`,
      `update dead_letter set reason = 's'`,
      `delete from dead_letter`,
      ...Array.from({ length: 10 }, () => `update bed set position = position + 1`),
    )
    const since = watching.transactions.slice(before).filter(({ changes }) => changes.length > 0)
    expect(since).toHaveLength(1)
    expect(since[0]?.changes).toHaveLength(1200 + 60)
  })

  test('learns the name of a patient it did not hold, when an encounter of a year ago is opened again', async () => {
    await commit(
      `insert into patient (family) values ('Long-ago')`,
      `insert into encounter (site, patient_id, class, mrn, started_at, ended_at, disposition)
         select 'gh', patient_id, 'inpatient', 'M', now() - interval '370 days', now() - interval '365 days', 'home'
           from patient where family = 'Long-ago'`,
    )
    const held = (): boolean => [...watching.mirror.patient.all()].some(({ family }) => family === 'Long-ago')
    expect(held()).toBe(false)
    const [changes] = await commit(
      `update encounter set ended_at = null, disposition = null where patient_id =
         (select patient_id from patient where family = 'Long-ago')`,
    )
    expect(of('patient', changes)).toMatchObject([{ was: undefined, row: { family: 'Long-ago' } }])
    expect(held()).toBe(true)
    await isWhatIsLoaded()
  })

  test('lets go of what has become old when the clock passes a minute, and of a patient with their last encounter', async () => {
    await ward.admit('Leaving', '4W-1')
    await commit(
      `update stay set began_at = now() - interval '3 days'`,
      `update encounter set started_at = now() - interval '3 days'`,
    )
    const ended = `now() - interval '49 hours 59 minutes'`
    await commit(
      `update stay set ended_at = ${ended} where bed_id is not null`,
      `update encounter set ended_at = ${ended}, disposition = 'home' where ended_at is null and cancelled_at is null`,
    )
    expect(watching.mirror.stay.size).toBe(1)
    const [changes] = await commit(`update clock set at = now() + interval '2 minutes'`)
    expect(of('stay', changes)).toMatchObject([{ row: undefined }])
    expect(of('patient', changes).map(({ was }) => was?.family)).toContain('Leaving')
    expect(watching.mirror.encounter.size + watching.mirror.patient.size).toBe(0)
    await isWhatIsLoaded()
  })

  test('drops at once what was cancelled, as a server that starts now would not load it', async () => {
    const encounter_id = await ward.admit('Mistake', 'ICU-1')
    await ward.do('admissions/cancel-admit', { encounter_id, why: 'another patient' })
    await ward.do('admissions/admit', {
      site: 'gh',
      patient_id: await ward.patient('Other'),
      class: 'inpatient',
      to: { bed: 'ICU-2' },
    })
    await commit('select 1')
    expect(watching.mirror.encounter.get(encounter_id)).toBeUndefined()
    await isWhatIsLoaded()
  })

  test('holds only so many of the newest messages, however many came today', async () => {
    await commit(
      `insert into inbound (application, facility, kind, hash, raw, outcome) select 'HIS', 'GH', 'ADT^A08', '', '', 'applied' from generate_series(1, 2300)`,
    )
    expect(watching.mirror.inbound.size).toBe(2000)
    await isWhatIsLoaded()
    await commit(`update inbound set repeats = 1 where inbound_id = (select min(inbound_id) from inbound)`)
    expect(watching.mirror.inbound.size).toBe(2000)
  })

  test('knows nothing of a message’s raw text: it is not published', () => {
    const [message] = watching.mirror.inbound.all()
    expect(message).not.toHaveProperty('raw')
    expect(message).not.toHaveProperty('hash')
  })
})

test('between the snapshot and the stream nothing is lost and nothing comes twice, however many write meanwhile', async () => {
  const busy = await openWard()
  const bed = layout.units[0]?.rooms[0]?.beds[0]?.bed
  /** Sites and steps of one bed by three at once, without a pause, until `stop`. @returns when all they wrote is committed */
  const write = async (stop: AbortSignal): Promise<void> => {
    const one = async (): Promise<void> => {
      while (!stop.aborted) {
        await busy.database.rows(
          `insert into site (site, name, time_zone, currency) select left(gen_random_uuid()::text, 18), 'New', 'UTC', 'EUR'`,
        )
        await busy.database.rows(`update bed set position = position + 1 where code = $1`, [bed])
      }
    }
    await Promise.all([one(), one(), one()])
  }
  try {
    for (let attempt = 0; attempt < 5; attempt++) {
      const stop = new AbortController()
      const writing = write(stop.signal)
      const started = await watch(busy.database.url)
      const pictured = started.mirror.site.size
      // Some more while it follows; then all stop, so that what stands in the tables can be asked exactly.
      await vi.waitUntil(() => started.transactions.length > 20, { timeout: 20_000 })
      stop.abort()
      await writing
      const { lsn } = await busy.database.transaction((tx) => tx.rows('select 1'))
      await started.upTo(padded(lsn))
      const came = started.transactions.flatMap(({ changes }) => of('site', changes))
      expect(
        came.filter(({ was }) => was !== undefined),
        'nothing comes that was there already',
      ).toEqual([])
      const stands = await busy.database.rows<{ site: string }>('select site from site')
      const held = [...started.mirror.site.all()].map(({ site }) => site)
      expect(held.sort(), 'what was pictured and what came are what stands').toEqual(
        stands.map(({ site }) => site).sort(),
      )
      expect(pictured + came.length).toBe(held.length)
      const steps = started.transactions.flatMap(({ changes }) => of('bed', changes))
      expect(steps.length).toBeGreaterThan(0)
      for (const { was, row } of steps)
        expect(row?.position, 'each step once').toBe((was?.position ?? NaN) + 1)
      await started.stop()
    }
  } finally {
    await busy.drop()
  }
})
