/**
 * The board `admissions` beside one query that knows nothing of it, after people came, moved and went around midnight and around
 * the nights on which clocks change, in a site east and one west of UTC.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AdmissionRow } from '../../schema/boards/admissions.ts'
import { admissions } from '../../server/boards/admissions.ts'
import { fromNothing } from '../../server/boards/board.ts'
import { Mirror } from '../../server/feed/mirror.ts'
import { tableNames, tables } from '../../server/feed/tables.ts'
import { layout, openWard, type Ward } from './ward.ts'

const zones = { gh: 'Europe/London', nw: 'America/New_York' } as const
type Site = keyof typeof zones
/** Of past years, as nobody comes in the future: of each site the nights of 23 and of 25 hours, and one of 24. */
const nights: Record<Site, readonly string[]> = {
  gh: ['2024-03-31T00:00:00.000Z', '2024-10-26T23:00:00.000Z', '2024-06-12T23:00:00.000Z'],
  nw: ['2024-03-10T05:00:00.000Z', '2024-11-03T04:00:00.000Z', '2024-06-12T04:00:00.000Z'],
}
const after = (instant: string, minutes: number): string =>
  new Date(Date.parse(instant) + minutes * 60_000).toISOString()

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
  await ward.do('hospital/lay-out', { ...layout, site: 'nw', time_zone: zones.nw, same_day_counts: true })
})
afterAll(() => ward.drop())

/** Half-hours from a day before that midnight to a day after it: instants meet, midnight is hit, and so is the hour that comes twice. */
const minutes = fc.oneof(
  fc.integer({ min: -48, max: 54 }).map((halves) => halves * 30),
  fc.constantFrom(0, 60, 120, -1440, 1440),
)
const place = fc.constantFrom<{ unit: string } | { bed: string }>(
  { unit: 'ED' },
  { unit: '4W' },
  { bed: '4W-1' },
  { bed: '4W-2' },
  { bed: 'ICU-1' },
  { bed: 'ICU-2' },
)
/** One patient's way: when they came and whereto, where they moved, when it was decided, when they were to go and went. */
const way = fc.record({
  awaited: fc.boolean(),
  emergency: fc.boolean(),
  at: fc.array(minutes, { minLength: 4, maxLength: 4 }).map((some) => some.sort((a, b) => a - b)),
  to: fc.array(place, { minLength: 1, maxLength: 3 }),
  expected: fc.option(minutes, { freq: 2 }),
  arrives: fc.option(minutes, { freq: 3 }),
  kept: fc.constantFrom(undefined, undefined, '4W-1', 'ICU-2'),
  goes: fc.boolean(),
  came: fc.boolean(),
})
type Way = typeof way extends fc.Arbitrary<infer W> ? W : never

test.each(Object.keys(zones) as Site[])(
  'at %s, whatever way people went, it is what the record says',
  async (site) => {
    let counted = 0
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...nights[site]),
        fc.array(way, { minLength: 6, maxLength: 12 }),
        fc.array(minutes, { minLength: 3, maxLength: 3 }),
        async (night, ways, nows) => {
          for (const one of ways) await go(site, night, one)
          for (const now of [...nows, 0, -1]) {
            const { shown, onRecord } = await bothAt(after(night, now))
            expect(shown, `at ${after(night, now)}`).toEqual(onRecord)
            counted += shown.reduce((sum, { admissions: came, midnight }) => sum + came + midnight, 0)
          }
        },
      ),
      // One hospital for all runs, ever older: a smaller example would not be of the same one.
      { numRuns: 4, endOnFailure: true },
    )
    expect(counted).toBeGreaterThan(20) // and not a house where nobody came
    expect(decisions).toBeGreaterThan(0)
  },
)

test('whoever is made an inpatient is one from then on; of one who has left, the record of all of it is corrected', async () => {
  const since = async (encounter_id: number): Promise<string | null | undefined> =>
    (
      await ward.database.row<{ classified_at: string | null }>(
        'select classified_at from encounter where encounter_id = $1',
        [encounter_id],
      )
    )?.classified_at
  const patient_id = await ward.patient('Walker')
  const { encounter_id } = await ward.do('admissions/admit', {
    site: 'gh',
    patient_id,
    class: 'emergency',
    to: { unit: 'ED' },
  })
  expect(await since(encounter_id)).toBeNull()
  const before = new Date().toISOString()
  await ward.do('admissions/reclassify', { encounter_id, class: 'inpatient' })
  expect((await since(encounter_id)) ?? '').toSatisfy((at: string) => at >= before)
  await ward.do('admissions/discharge', { encounter_id })
  await ward.do('admissions/reclassify', { encounter_id, class: 'emergency' })
  await ward.do('admissions/reclassify', { encounter_id, class: 'inpatient' })
  expect(await since(encounter_id)).toBeNull()
})

let families = 0
let decisions = 0
async function go(site: Site, night: string, one: Way): Promise<void> {
  const at = (nth: number): string => after(night, one.at[nth] ?? 0)
  const patient_id = await ward.patient(`Walker ${(families += 1)}`, { site })
  const klass = one.emergency ? 'emergency' : 'inpatient'
  const expected_arrival_at = one.arrives === null ? undefined : after(night, one.arrives)
  const [first = { unit: 'ED' }, ...others] = one.emergency ? [{ unit: 'ED' }, ...one.to] : one.to
  const started = one.awaited
    ? await ward.try('visits/pre-admit', { site, patient_id, class: klass, expected_arrival_at })
    : await ward.try('admissions/admit', { site, patient_id, class: klass, to: first, at: at(0), override })
  if (!started.ok) return // somebody lay there then
  const { encounter_id } = started.result
  if (one.kept !== undefined) await ward.try('beds/reserve', { site, bed: one.kept, encounter_id })
  const moves = one.awaited ? (one.came ? [first, ...others] : []) : others
  if (!one.awaited) await isDecided(one, encounter_id, at(1))
  for (const [nth, to] of moves.entries()) {
    await ward.try('admissions/transfer', { encounter_id, to, at: at(Math.min(nth + 1, 2)), override })
    if (one.awaited && nth === 0) await isDecided(one, encounter_id, at(1))
  }
  if (one.expected !== null)
    await ward.try('admissions/plan-discharge', {
      encounter_id,
      expected_discharge_at: after(night, one.expected),
    })
  if (one.goes) await ward.try('admissions/discharge', { encounter_id, at: at(3) })
}
/** In the emergency department by its own step; of who never lay there, by their class. */
async function isDecided(one: Way, encounter_id: number, at: string): Promise<void> {
  if (!one.emergency || !one.came) return
  const decided = await ward.try('ed/decide', { encounter_id, at })
  if (!decided.ok)
    return void (await ward.try('admissions/reclassify', { encounter_id, class: 'inpatient', at }))
  decisions += 1
  // The query knows nothing of beds that are asked for.
  const { request_id } = decided.result
  await ward.do('placement/cancel', { request_id, why: 'placed by telephone' })
}
const override = ['bed-not-ready', 'bed-reserved', 'sex-rule'] as const satisfies string[]

/** What a server shows that starts at that instant, and what the record says. */
async function bothAt(now: string): Promise<{ shown: Counted[]; onRecord: Counted[] }> {
  await ward.database.rows('update clock set at = $1', [now])
  const mirror = new Mirror('0000000000000001')
  for (const name of tableNames) mirror.load(name, await ward.database.rows<never>(tables[name].load))
  const rows = [...fromNothing(admissions, mirror.view).values()]
  const onRecord = await ward.database.rows<Counted>(FROM_NOTHING, [now])
  const byName = (a: Counted, b: Counted): number =>
    `${a.site} ${a.unit ?? ''}` < `${b.site} ${b.unit ?? ''}` ? -1 : 1
  return { shown: rows.map(counted).filter(isSomething).sort(byName), onRecord: onRecord.sort(byName) }
}

const names = [
  'admissions',
  'discharges',
  'transfers_in',
  'transfers_out',
  'here',
  'midnight',
  'midnight_before',
  'same_day',
  'patient_days',
  'planned_discharges',
  'pending_discharges',
  'planned_admissions',
  'pending_admissions',
  'admissions_planned',
] as const
type Counted = Record<(typeof names)[number], number> & {
  site: string
  unit: string | null
  came: string[]
  went: string[]
}

const hoursOf = (row: AdmissionRow, name: 'admissions' | 'discharges'): string[] =>
  row.hours.flatMap((hour) => Array.from({ length: hour[name] }, () => hour.hour))
const counted = (row: AdmissionRow): Counted =>
  ({
    site: row.site,
    unit: row.unit,
    ...Object.fromEntries(names.map((name) => [name, row[name]])),
    came: hoursOf(row, 'admissions'),
    went: hoursOf(row, 'discharges'),
  }) as Counted // each name has its entry
/** Whom nobody awaits today has a row all the same; the query has none of them. */
const isSomething = (row: Counted): boolean => row.unit !== null || row.pending_admissions > 0

/** What is told to have happened tomorrow (senders' clocks run ahead by minutes) counts in the last hour of today. */
const FROM_NOTHING = `
with day as (
       select site, same_day_counts,
              (date_trunc('day', $1::timestamptz at time zone time_zone) - interval '1 day') at time zone time_zone as yesterday,
              date_trunc('day', $1::timestamptz at time zone time_zone) at time zone time_zone as today,
              (date_trunc('day', $1::timestamptz at time zone time_zone) + interval '1 day') at time zone time_zone as tomorrow
         from site),
     held as (
       select s.unit_id, e.encounter_id, greatest(s.began_at, e.classified_at) as began, s.ended_at as ended,
              lag(s.unit_id) over w as of_unit, lead(s.unit_id) over w as to_unit,
              min(greatest(s.began_at, e.classified_at)) over (partition by e.encounter_id) as admitted,
              e.expected_discharge_at as expected, e.expected_arrival_at as announced
         from stay s join encounter e using (encounter_id)
        where s.cancelled_at is null and e.cancelled_at is null and e.class = 'inpatient'
          and coalesce(s.ended_at > e.classified_at, true)
       window w as (partition by e.encounter_id order by s.began_at)),
     awaited as (
       select coalesce(b.site, e.site) as site, b.unit_id, e.expected_arrival_at as announced
         from encounter e left join reservation r on r.encounter_id = e.encounter_id and r.ended_at is null
         left join bed b using (bed_id)
        where e.awaited and e.ended_at is null and e.cancelled_at is null and (e.class = 'inpatient' or b.bed_id is not null)),
     place as (
       select site, unit_id, code as unit from unit
       union all select distinct site, null::bigint, null from awaited join day using (site)
        where unit_id is null and announced < tomorrow)
select p.site, p.unit,
       count(*) filter (where began >= today and of_unit is null and h.unit_id is not null) as admissions,
       count(*) filter (where ended >= today and to_unit is null) as discharges,
       count(*) filter (where began >= today and of_unit <> h.unit_id) as transfers_in,
       count(*) filter (where ended >= today and to_unit <> h.unit_id) as transfers_out,
       count(*) filter (where h.unit_id is not null and ended is null) as here,
       count(*) filter (where began < today and coalesce(ended >= today, true)) as midnight,
       count(*) filter (where began < yesterday and coalesce(ended >= yesterday, true)) as midnight_before,
       count(*) filter (where admitted >= today and to_unit is null and ended is not null) as same_day,
       count(*) filter (where began < today and coalesce(ended >= today, true))
         + case when same_day_counts then
             count(*) filter (where admitted >= yesterday and to_unit is null and ended >= yesterday and ended < today)
           else 0 end as patient_days,
       count(*) filter (where expected < tomorrow and (ended is null or (to_unit is null and ended >= today)))
         as planned_discharges,
       count(*) filter (where expected < tomorrow and ended is null) as pending_discharges,
       count(*) filter (where began >= today and of_unit is null and announced < tomorrow)
         + (select count(*) from awaited a where a.site = p.site and a.unit_id is not distinct from p.unit_id
              and a.announced < tomorrow) as planned_admissions,
       (select count(*) from awaited a where a.site = p.site and a.unit_id is not distinct from p.unit_id
           and a.announced < tomorrow) as pending_admissions,
       count(*) filter (where began >= today and of_unit is null and announced is not null) as admissions_planned,
       coalesce(array_agg(to_char(least(date_bin('1 hour', began, today), tomorrow - interval '1 hour'),
           'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by began)
         filter (where began >= today and of_unit is null and h.unit_id is not null), '{}') as came,
       coalesce(array_agg(to_char(least(date_bin('1 hour', ended, today), tomorrow - interval '1 hour'),
           'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') order by ended)
         filter (where ended >= today and to_unit is null), '{}') as went
  from place p join day using (site) left join held h using (unit_id)
 group by p.site, p.unit_id, p.unit, same_day_counts, today, tomorrow`
