import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../server/commands/run.ts'
import { DemoHospital, type DemoOptions } from '../../server/demo/demo-hospital.ts'
import { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const log = pino({ level: process.env['DEMO_TEST_LOG'] ?? 'silent' })
const NO_BROKER = 'mqtt://127.0.0.1:1'

/** Two cores may be busy with other tests. */
describe('the demo hospital', () => {
  let ward: FreshDatabase
  let running: DemoHospital[] = []

  // One hospital for all of it, stopped and started again: as in life.
  beforeAll(async () => {
    ward = await freshDatabase()
  })
  afterEach(async () => {
    await Promise.all(running.map((demo) => demo.stop()))
    running = []
  })
  afterAll(() => ward.drop()) // fails when a connection is left

  function demo(options: Partial<DemoOptions> = {}): DemoHospital {
    const { database } = ward
    const made = new DemoHospital({
      database,
      run: (name, input, by) => run(database, name, input, by),
      mqttUrl: NO_BROKER,
      seed: 7,
      speed: 60,
      weeks: 0,
      scenario: 'none',
      sensors: false,
      log,
      ...options,
    })
    running.push(made)
    return made
  }

  const count = async (sql: string): Promise<number> =>
    (await ward.database.row<{ n: number }>(`select count(*) as n from ${sql}`))?.n ?? -1
  const openStays = 'stay where ended_at is null and cancelled_at is null'

  test('opens with a house that looks lived in, by a handful of acts', async () => {
    const house = demo({ speed: 1, weeks: 1, seed: 3 })
    await house.start()
    await house.stop()
    expect(await count('act')).toBeLessThan(20) // and not by hundreds, which would take seconds

    expect(await count('bed')).toBe(260)
    expect(await count("device where kind = 'bed'")).toBe(260)
    expect(await count('bed where blocked_at is not null')).toBeGreaterThan(0)
    const available = await count('bed where staffed and blocked_at is null')
    const occupied = await count(`${openStays} and bed_id is not null`)
    expect(occupied / available).toBeGreaterThan(0.7)
    expect(occupied / available).toBeLessThan(0.98)
    expect(await count(`${openStays} and began_at < now() - interval '1 day'`)).toBeGreaterThan(50)
    expect(await count("encounter where ended_at > now() - interval '1 day'")).toBeGreaterThan(60)
    expect(
      await count('encounter where ended_at is null and expected_discharge_at is not null'),
    ).toBeGreaterThan(60)
    expect(
      await count(`stay s join bed b using (bed_id) join patient p on p.patient_id = s.patient_id
                    where b.sex_rule <> 'any' and b.sex_rule <> p.sex`),
    ).toBe(0)
    expect(await count(`${openStays} and bed_id in (select bed_id from bed where not staffed)`)).toBe(0)
  })

  test('a past that was interrupted is told to its end by the next start, nothing of it twice', async () => {
    const told = await count("act where command = 'history/import'")
    expect(told).toBeGreaterThanOrEqual(1)
    expect(told).toBeLessThan(7)
    expect(await count("act where who = 'demo: opening'")).toBe(0)
    const second = demo({ speed: 1, weeks: 4, seed: 99 }) // it goes on with what was begun, whatever is set now
    await second.start()
    await until(() => second.filling === undefined, { what: 'the rest of the week' })
    expect(await count("act where command = 'history/import'")).toBe(7)
    expect(await count("act where who = 'demo: opening'")).toBe(1)
    expect(await count('encounter where ended_at is null')).toBeLessThan(330) // nobody came twice
  })

  test('is not filled a second time, and goes on from what the database says', async () => {
    const before = await count(openStays)
    const discharged = await ward.database.row<{ encounter_id: number; bed: string }>(
      `select s.encounter_id, b.code as bed from stay s join bed b using (bed_id) join unit u on u.unit_id = b.unit_id
        where s.ended_at is null and u.code = '4W' limit 1`,
    )
    // A person at a console acts while the demo is away.
    await run(
      ward.database,
      'admissions/discharge',
      { encounter_id: discharged?.encounter_id },
      { door: 'http', viewer: 'permitted', who: 'sister' },
    )
    const second = demo({ speed: 1, seed: 99 })
    await second.start()
    expect(Math.abs((await count(openStays)) - (before - 1))).toBeLessThan(4)
    expect(await count("act where who = 'demo: opening'")).toBe(1)
  })

  test('lives, with people in its way, and the record stays whole', async () => {
    const house = demo({ speed: 600, scenario: 'norovirus' }) // ten times what may be set: a minute's acts within seconds
    await house.start()
    // Somebody at a console takes and blocks beds as they please.
    for (let n = 0; house.stats.done < 40; n++) {
      const beds = await ward.database.rows<{ code: string }>(
        'select code from bed order by random() limit 3',
      )
      for (const { code } of beds) {
        const input = { site: 'gh', bed: code, reason: 'other' as const, note: 'a person' }
        const by = { door: 'http' as const, viewer: 'permitted' as const, who: 'sister' }
        await run(
          ward.database,
          n % 2 ? 'beds/unblock' : 'beds/block',
          n % 2 ? { site: 'gh', bed: code } : input,
          by,
        )
      }
      await until(() => house.stats.done >= Math.min(40, (n + 1) * 5), {
        what: 'five acts',
        timeoutMs: 60_000,
      })
    }
    // Which acts come first is chance and the machine's speed; each of these comes.
    const wanted = [
      'patients/register',
      'ed/hand-over',
      'ed/triage',
      'ed/seen',
      'cleaning/start',
      'shifts/begin',
    ]
    const seen = async (): Promise<boolean> =>
      (await count(`(select distinct command from act where who like 'demo: %' and who <> 'demo: first day'
                      and command = any (array['${wanted.join("','")}'])) done`)) === wanted.length
    await until(seen, { what: wanted.join(', '), timeoutMs: 60_000 })
    const ill = async (): Promise<boolean> =>
      (await count("precaution where organism = 'norovirus' and ended_at is null")) > 0
    await until(ill, { what: 'somebody who has fallen ill', timeoutMs: 60_000 })
    await house.stop()
    // People know what they may do: what is refused is what others were quicker at.
    expect(house.stats.refused).toBeLessThan(house.stats.done / 2)
    // What constraints do not say already.
    expect(
      await count(`stay s join encounter e using (encounter_id)
                    where s.ended_at is null and s.cancelled_at is null and e.ended_at is not null`),
    ).toBe(0)
    expect(
      await count(`turnover t join stay s using (bed_id) where t.finished_at is null and t.cancelled_at is null
                      and s.ended_at is null and s.cancelled_at is null`),
    ).toBe(0)
    expect(
      await count('turnover where started_at is not null and finished_at is null and cancelled_at is null'),
    ).toBeLessThan(20)
  })

  test('waits while the database is away, and goes on when it is back', async () => {
    let away = false
    let failed = 0
    const { database } = ward
    const refusing = (): never => {
      failed++
      throw new Error('connect ECONNREFUSED')
    }
    const house = demo({
      speed: 600,
      database: {
        rows: (sql, values) => (away ? refusing() : database.rows(sql, values)),
        row: (sql, values) => (away ? refusing() : database.row(sql, values)),
      },
      run: (name, input, by) => (away ? refusing() : run(database, name, input, by)),
    })
    await house.start()
    await until(() => house.stats.done > 3, { what: 'some life', timeoutMs: 30_000 })
    away = true
    await until(() => failed > 1, { what: 'it to try in vain', timeoutMs: 30_000 })
    const before = house.stats.done
    away = false
    await until(() => house.stats.done > before + 3, { what: 'life again', timeoutMs: 30_000 })
  })

  describe('with its devices', () => {
    let door: MqttDoor
    let mqttUrl: string
    beforeAll(async () => {
      const { database } = ward
      door = new MqttDoor({ database, host: '127.0.0.1', port: 0, log, version: 'test', sites: ['gh'] })
      const { port } = await door.start()
      mqttUrl = `mqtt://127.0.0.1:${port}`
    })
    afterAll(() => door.stop())

    test('puts a sensor on every bed that says what the record says', async () => {
      const house = demo({ speed: 1, sensors: true, mqttUrl })
      await house.start()
      const heard =
        "device d join device_channel c using (device_id) where c.channel = 'occupancy' and d.online"
      await until(async () => (await count(heard)) === 260, { what: 'all sensors', timeoutMs: 30_000 })
      const disagreeing = await count(`${heard} and (c.value ->> 'occupied')::boolean is distinct from exists
        (select from stay s where s.bed_id = d.bed_id and s.ended_at is null and s.cancelled_at is null)`)
      expect(disagreeing).toBeLessThan(8) // some are up, or on their way
      await house.stop()
      expect(await count('device where online')).toBe(0)
    })

    test('its cleaners tap their badges at beds, patients wear tags, and a later start goes on with the same', async () => {
      const first = demo({ speed: 600, sensors: true, mqttUrl })
      await first.start()
      const tapped = "act where door = 'mqtt' and command in ('cleaning/start', 'cleaning/finish')"
      await until(async () => (await count(tapped)) > 1, { what: 'beds cleaned by tap', timeoutMs: 60_000 })
      const seen = `device d join device_channel c using (device_id) join tag_assignment t using (device_id)
        where d.kind = 'tag' and c.channel = 'location' and d.online and t.detached_at is null`
      await until(async () => (await count(seen)) > 2, { what: 'tags to be seen', timeoutMs: 30_000 })
      await first.stop()
      expect(await count(`${tapped} and who not like 'demo: % (cleaner)'`)).toBe(0)

      const worn = `tag_assignment where detached_at is null and encounter_id is not null`
      const before = await ward.database.rows<{ tag_assignment_id: number }>(
        `select tag_assignment_id from ${worn}`,
      )
      const second = demo({ speed: 1, sensors: true, mqttUrl }) // slow: nobody leaves meanwhile
      await second.start()
      await until(async () => (await count("device where kind <> 'bed' and online")) > 3, {
        what: 'badges and tags again',
        timeoutMs: 30_000,
      })
      const after = await ward.database.rows<{ tag_assignment_id: number }>(
        `select tag_assignment_id from ${worn}`,
      )
      expect(after).toEqual(expect.arrayContaining(before))
      await second.stop()
    })
  })
})
