import { pino } from 'pino'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { run } from '../../server/commands/run.ts'
import { demoLayout } from '../../server/demo/layout.ts'
import { openHouse, tellPast } from '../../server/demo/open-house.ts'
import { partsOf, pastBeds } from '../../server/demo/past-import.ts'
import { Past } from '../../server/demo/past.ts'
import { seeded } from '../../server/demo/random.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'

const DAY_MS = 86_400_000
const WEEKS = 1
const MONDAY = Date.parse('2026-11-23T14:00:00Z')

describe('the past of the demo, told', () => {
  const told = (seed: number): unknown => {
    const past = new Past(pastBeds(demoLayout(1)), {
      now: MONDAY - 2 * DAY_MS,
      speed: 1,
      random: seeded(seed),
    })
    past.runUntil(MONDAY)
    return partsOf(past, { now: MONDAY, days: 1, speed: 6 })
  }

  test('is the same for the same seed, and another for another', () => {
    expect(told(5)).toEqual(told(5))
    expect(told(6)).not.toEqual(told(5))
  })

  test('forgets nobody in the emergency department: whoever came goes home, or to a ward', () => {
    const past = new Past(pastBeds(demoLayout(1)), {
      now: MONDAY - 28 * DAY_MS,
      speed: 1,
      random: seeded(5),
    })
    past.runUntil(MONDAY)
    const forgotten = past.visits.filter(
      ({ stays: [first] }) =>
        first && first.bed === null && (first.ended_at ?? MONDAY) - first.began_at > 5 * DAY_MS,
    )
    expect(past.visits.length).toBeGreaterThan(100 * 28)
    expect(forgotten).toEqual([])
  })
})

/** One hospital with its weeks, for every question below. What the constraints of the database say is not asked again. */
describe('the past of the demo, on record', () => {
  let ward: FreshDatabase
  beforeAll(async () => {
    ward = await freshDatabase()
    const opening = {
      database: ward.database,
      run: ((name, input, by) => run(ward.database, name, input, by)) as Parameters<
        typeof openHouse
      >[0]['run'],
      pace: { now: Date.now(), speed: 6, random: seeded(1) },
      seed: 11,
      weeks: WEEKS,
      log: pino({ level: 'silent' }),
      stopped: () => false,
    }
    const untold = await openHouse(opening)
    if (untold) await tellPast(opening, untold, () => undefined)
  }, 60_000)
  afterAll(() => ward.drop())

  const value = async (sql: string): Promise<number> =>
    Number((await ward.database.row<{ n: unknown }>(`select (${sql}) as n`))?.n)

  test('has everything that was told, and nothing was refused', async () => {
    expect(await value("select count(*) from act where command = 'history/import'")).toBe(7 * WEEKS)
    expect(await value('select count(*) from encounter')).toBeGreaterThan(120 * 7 * WEEKS)
  })

  test('no bed holds two and no patient lies in two', async () => {
    for (const whose of ['bed_id', 'patient_id']) {
      const overlapping = `select count(*) from
        (select began_at < lag(coalesce(ended_at, 'infinity')) over (partition by ${whose} order by began_at) as early
           from stay where bed_id is not null and cancelled_at is null) as stays where early`
      expect(await value(overlapping), whose).toBe(0)
    }
  })

  test('nobody lies in a bed that waits for cleaning, nor in one that is closed or for others', async () => {
    expect(
      await value(`select count(*) from stay s join turnover t using (bed_id)
        where tstzrange(s.began_at, s.ended_at) && tstzrange(t.vacated_at, t.finished_at)`),
    ).toBe(0)
    expect(
      await value(`select count(*) from stay s join bed b using (bed_id) join patient p using (patient_id)
        where not b.staffed or b.sex_rule not in ('any', p.sex)`),
    ).toBe(0)
  })

  test('who was under precautions lay alone in their room', async () => {
    expect(await value('select count(*) from precaution')).toBeGreaterThan(2)
    expect(
      await value(`select count(*) from precaution p
          join stay s on s.encounter_id = p.encounter_id join bed b using (bed_id)
          join bed other on other.room_id = b.room_id and other.bed_id <> b.bed_id
          join stay mate on mate.bed_id = other.bed_id
        where tstzrange(p.began_at, p.ended_at) && tstzrange(s.began_at, s.ended_at)
          and tstzrange(p.began_at, p.ended_at) && tstzrange(mate.began_at, mate.ended_at)
          and tstzrange(s.began_at, s.ended_at) && tstzrange(mate.began_at, mate.ended_at)`),
    ).toBe(0)
  })

  test('the emergency department was one: a third by ambulance, most urgent first, few gone unseen', async () => {
    const share = (of: string): Promise<number> =>
      value(`select avg((${of})::int) from ed_visit where cancelled_at is null and left_at is not null`)
    expect(await share("mode = 'ambulance'")).toBeCloseTo(0.35, 1)
    expect(await share("seen_at is null and left_how = 'left'")).toBeLessThan(0.05)
    expect(await share("seen_at is null and left_how <> 'left'")).toBe(0)
    expect(
      await value("select count(*) from ed_visit where seen_at is null and left_how = 'left'"),
    ).toBeGreaterThan(3)
    expect(
      await value(`select count(*) from ed_ambulance join ed_visit using (encounter_id)
          where handed_over_at is null and left_at is not null`),
    ).toBe(0)
    const wait = (categories: string): Promise<number> =>
      value(`select extract(epoch from percentile_cont(0.5) within group (order by seen_at - arrived_at)) / 60
               from ed_visit where category in (${categories})`)
    expect(await wait('1, 2')).toBeLessThan(await wait('4, 5'))
    const admitted = (category: number): Promise<number> =>
      value(`select avg((decided_at is not null)::int) from ed_visit where category = ${category}`)
    expect(await admitted(2)).toBeGreaterThan(await admitted(4))
  })

  test('every bed somebody left was turned, once', async () => {
    expect(
      await value(`select count(*) from stay s where s.bed_id is not null
          and s.ended_at > now() - interval '${7 * WEEKS - 1} days'
          and (select count(*) from turnover t where t.bed_id = s.bed_id and t.vacated_at = s.ended_at) <> 1`),
    ).toBe(0)
  })

  test('at every midnight the house is about as full as such a house is', async () => {
    const nights = await ward.database.rows<{ n: number }>(
      `select count(s.stay_id) as n
         from generate_series(now() - interval '${7 * WEEKS - 1} days', now(), interval '1 day') as day (at)
         left join (stay s join bed b using (bed_id) join unit u on u.unit_id = b.unit_id and u.kind not in ('emergency', 'day'))
           on tstzrange(s.began_at, s.ended_at) @> (date_trunc('day', day.at at time zone 'Europe/London') at time zone 'Europe/London')
        group by day.at`,
    )
    expect(nights.length).toBeGreaterThanOrEqual(7 * WEEKS - 1)
    const beds = await value(
      `select count(*) from bed join unit using (unit_id) where staffed and kind not in ('emergency', 'day')`,
    )
    const shares = nights.map(({ n }) => n / beds)
    expect(Math.min(...shares)).toBeGreaterThan(0.65)
    expect(Math.max(...shares)).toBeLessThanOrEqual(1)
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length
    expect(mean).toBeGreaterThan(0.78)
    expect(mean).toBeLessThan(0.97)
  })

  const INPATIENTS = `encounter where ended_at is not null and class = 'inpatient' and disposition <> 'deceased'`

  test('about a fifth leave before noon, as in the series the hours are taken from', async () => {
    const share = await value(
      `select avg((extract(hour from ended_at at time zone 'Europe/London') < 12)::int) from ${INPATIENTS}`,
    )
    expect(share).toBeGreaterThan(0.09) // of 40 weeks told, 0.12 to 0.27
    expect(share).toBeLessThan(0.34)
  })

  test('stays are as long as the rates say: days, with a long tail', async () => {
    const days = `extract(epoch from ended_at - started_at) / 86400`
    const mean = await value(`select avg(${days}) from ${INPATIENTS}`)
    expect(mean).toBeGreaterThan(3.5)
    expect(mean).toBeLessThan(6)
    const median = await value(
      `select percentile_cont(0.5) within group (order by ${days}) from ${INPATIENTS}`,
    )
    expect(median).toBeLessThan(mean)
  })

  test('four in five are through the emergency department within four hours', async () => {
    const share = await value(
      `select avg((ended_at - started_at > interval '4 hours')::int) from encounter
        where class = 'emergency' and ended_at is not null`,
    )
    expect(share).toBeGreaterThan(0.12)
    expect(share).toBeLessThan(0.2)
  })

  test('a free bed is ready since it was cleaned, not since the demo began', async () => {
    expect(
      await value(`select count(*) from bed b
          join (select bed_id, max(finished_at) as at, bool_or(finished_at is null) as open from turnover group by bed_id) t using (bed_id)
        where b.staffed and b.blocked_at is null and not t.open and b.ready_since <> t.at
          and not exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null)`),
    ).toBe(0)
  })

  test('plans were made, and what held patients up was dealt with before they left', async () => {
    expect(
      await value(`select avg((first_expected_discharge_at is not null)::int) from ${INPATIENTS}`),
    ).toBeGreaterThan(0.75)
    expect(await value('select count(*) from discharge_barrier')).toBeGreaterThan(100)
    expect(
      await value(`select count(*) from discharge_barrier b join encounter e using (encounter_id)
        where e.ended_at is not null and (b.cleared_at is null or b.cleared_at > e.ended_at)`),
    ).toBe(0)
  })
})
