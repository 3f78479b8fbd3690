/** Whatever several people do at once, in whatever order: the ward stays one that can be. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import type { Override } from '../../schema/commands/admissions.ts'
import type { Outcome } from '../../schema/outcome.ts'
import { lockBeds } from '../../server/commands/beds/lock-beds.ts'
import { stateOf } from '../../server/commands/beds/bed-now.ts'
import { bedStates, openWard, type Ward } from './ward.ts'

const WRITERS = 4
const beds = ['4W-1', '4W-2', '4W-3', '4W-4', 'ICU-1', 'ICU-2']
const all: Override = ['bed-not-ready', 'bed-blocked', 'bed-closed', 'bed-reserved', 'sex-rule']

let ward: Ward
const patients: number[] = []
const encounters: number[] = []
beforeAll(async () => {
  ward = await openWard()
  for (const sex of ['female', 'male', 'unknown', 'female', 'male'] as const) {
    patients.push(await ward.patient('Abara', { sex }))
  }
})
afterAll(() => ward.drop())

type Doing = () => Promise<Outcome<unknown>>
const nth = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)]
const who = fc.nat(1000)
const bed = fc.constantFrom(...beds)
const to = fc.oneof(
  { weight: 5, arbitrary: fc.record({ bed }) },
  { weight: 1, arbitrary: fc.constantFrom({ unit: 'ED' }, { unit: '4W' }) },
)
const override = fc.constantFrom<Override[]>([], all)
/** Now, or some time in the last two hours: late messages. */
const when = fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined, freq: 2 })
const instant = (minutes: number | undefined): string | undefined =>
  minutes === undefined ? undefined : new Date(Date.now() - minutes * 60_000).toISOString()

/** The encounters that are there when the command is given: those just begun more often than old ones. */
const encounterOf = (n: number): number => nth(encounters.slice(-8), n) ?? 1

const admitting = fc.tuple(who, to, when, override).map(([n, place, at, rules]): Doing => async () => {
  const outcome = await ward.try('admissions/admit', {
    site: 'gh',
    patient_id: nth(patients, n) ?? 1,
    class: 'inpatient',
    to: place,
    at: instant(at),
    override: rules,
  })
  if (outcome.ok) encounters.push(outcome.result.encounter_id)
  return outcome
})

/** A command about an encounter that is there by then. */
const ofEncounter = <C extends CommandName, T>(
  name: C,
  more: fc.Arbitrary<T>,
  input: (id: number, more: T) => CommandInput<C>,
): fc.Arbitrary<Doing> =>
  fc.tuple(who, more).map(
    ([n, some]): Doing =>
      () =>
        ward.try(name, input(encounterOf(n), some)),
  )

const ofBed = <C extends CommandName, T>(
  name: C,
  more: fc.Arbitrary<T>,
  input: (bed: { site: string; bed: string }, more: T) => CommandInput<C>,
): fc.Arbitrary<Doing> =>
  fc.tuple(bed, more).map(
    ([code, some]): Doing =>
      () =>
        ward.try(name, input({ site: 'gh', bed: code }, some)),
  )

const nothing = fc.constant(null)
const cancelling = (encounter_id: number) => ({ encounter_id, why: 'because' })
const thatBed = (it: { site: string; bed: string }) => it

const doing = fc.oneof(
  { weight: 5, arbitrary: admitting },
  {
    weight: 8,
    arbitrary: ofEncounter(
      'admissions/transfer',
      fc.tuple(to, when, override),
      (encounter_id, [place, at, rules]) => ({
        encounter_id,
        to: place,
        at: instant(at),
        override: rules,
      }),
    ),
  },
  {
    weight: 3,
    arbitrary: ofEncounter('admissions/swap', who, (encounter_id, n) => ({
      encounter_id,
      with_encounter_id: encounterOf(n),
    })),
  },
  {
    weight: 4,
    arbitrary: ofEncounter('admissions/discharge', when, (encounter_id, at) => ({
      encounter_id,
      at: instant(at),
    })),
  },
  { weight: 1, arbitrary: ofEncounter('admissions/cancel-admit', nothing, cancelling) },
  { weight: 2, arbitrary: ofEncounter('admissions/cancel-transfer', nothing, cancelling) },
  { weight: 2, arbitrary: ofEncounter('admissions/cancel-discharge', nothing, cancelling) },
  { weight: 1, arbitrary: ofBed('cleaning/ask', nothing, thatBed) },
  { weight: 1, arbitrary: ofBed('cleaning/start', nothing, thatBed) },
  { weight: 4, arbitrary: ofBed('cleaning/finish', nothing, thatBed) },
  { weight: 1, arbitrary: ofBed('cleaning/cancel', nothing, (it) => ({ ...it, why: 'because' })) },
  { weight: 1, arbitrary: ofBed('beds/block', nothing, (it) => ({ ...it, reason: 'repair' as const })) },
  { weight: 2, arbitrary: ofBed('beds/unblock', nothing, thatBed) },
  {
    weight: 2,
    arbitrary: ofBed('beds/staff', fc.constantFrom(true, true, false), (it, staffed) => ({ ...it, staffed })),
  },
  { weight: 2, arbitrary: ofBed('beds/reserve', who, (it, n) => ({ ...it, encounter_id: encounterOf(n) })) },
  { weight: 1, arbitrary: ofBed('beds/release', nothing, thatBed) },
)

/** Each is a question whose answer must be empty. */
const laws: Record<string, string> = {
  'no bed holds two': `select a.stay_id from stay a join stay b on a.bed_id = b.bed_id and a.stay_id < b.stay_id
     where a.cancelled_at is null and b.cancelled_at is null
       and tstzrange(a.began_at, a.ended_at) && tstzrange(b.began_at, b.ended_at)`,
  'no patient lies in two beds': `select a.stay_id from stay a join stay b on a.patient_id = b.patient_id and a.stay_id < b.stay_id
     where a.cancelled_at is null and b.cancelled_at is null and a.bed_id is not null and b.bed_id is not null
       and tstzrange(a.began_at, a.ended_at) && tstzrange(b.began_at, b.ended_at)`,
  'nobody is nowhere between two places, and the last place ends with the encounter': `
    select stay_id from (
      select s.stay_id, s.ended_at, e.ended_at as gone_at, e.started_at, s.began_at,
             lead(s.began_at) over w as next_at, lag(s.began_at) over w as before_at
        from stay s join encounter e using (encounter_id) where s.cancelled_at is null
      window w as (partition by s.encounter_id order by s.began_at)) x
     where coalesce(next_at, gone_at) is distinct from ended_at
        or (before_at is null and began_at < started_at)`,
  'a cancelled encounter has no stays': `select s.stay_id from stay s join encounter e using (encounter_id)
     where e.cancelled_at is not null and s.cancelled_at is null`,
  'no occupied bed waits for cleaning': `select t.turnover_id from turnover t join stay s using (bed_id)
     where t.finished_at is null and t.cancelled_at is null and s.ended_at is null and s.cancelled_at is null
       and (t.opened_by <> 'sensor' or t.asked_at is not null)`,
  'no bed that was left is ready without a word on cleaning since': `
    select b.code from bed b
      cross join lateral (select max(ended_at) as left_at from stay s where s.bed_id = b.bed_id and s.cancelled_at is null) l
     where l.left_at is not null
       and not exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null)
       and not exists (select from turnover t where t.bed_id = b.bed_id
                          and coalesce(t.finished_at, t.cancelled_at, 'infinity') >= l.left_at)`,
  'no bed is kept for one who has left': `select r.reservation_id from reservation r join encounter e using (encounter_id)
     where r.ended_at is null and (e.ended_at is not null or e.cancelled_at is not null)`,
  'no bed is kept for one who lies in it': `select r.reservation_id from reservation r join stay s using (bed_id, encounter_id)
     where r.ended_at is null and s.ended_at is null and s.cancelled_at is null`,
  'no turn goes backwards': `select turnover_id from turnover
     where asked_at < vacated_at or started_at < asked_at or started_at < vacated_at or finished_at < started_at`,
}

test('random acts of several people at once leave a ward that can be', { timeout: 90_000 }, async () => {
  let done = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(doing, { minLength: 15, maxLength: 30 }), { minLength: WRITERS, maxLength: WRITERS }),
      async (writers) => {
        const acts = await countActs()
        const outcomes = await Promise.all(writers.map(oneAfterAnother))
        const accepted = outcomes.flat().filter((outcome) => outcome.ok).length
        expect(await countActs()).toBe(acts + accepted)
        done += accepted
        for (const [law, sql] of Object.entries(laws)) {
          expect(await ward.database.rows(sql), law).toEqual([])
        }
        await expectOneStateEach()
      },
    ),
    // One ward for all runs, ever older: a smaller example would not be one of the same ward.
    { numRuns: 12, endOnFailure: true, interruptAfterTimeLimit: 20_000 },
  )
  expect(done).toBeGreaterThan(50) // and not a ward where everything is refused
})

async function oneAfterAnother(acts: Doing[]): Promise<Outcome<unknown>[]> {
  const outcomes: Outcome<unknown>[] = []
  for (const act of acts) outcomes.push(await act())
  return outcomes
}

async function countActs(): Promise<number> {
  return (await ward.database.row<{ acts: number }>('select count(*) as acts from act'))?.acts ?? 0
}

/** The commands read of each bed what SQL of another hand says. */
async function expectOneStateEach(): Promise<void> {
  const ids = (await ward.database.rows<{ bed_id: number }>('select bed_id from bed')).map(
    (row) => row.bed_id,
  )
  const { value } = await ward.database.transaction((tx) => lockBeds(tx, ids))
  const read = Object.fromEntries([...value.values()].map((one) => [one.code, stateOf(one).state]))
  expect(read).toEqual(await bedStates(ward.database))
}
