/** Whatever several people do at once, in whatever order: the ward stays one that can be. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import type { Override } from '../../schema/commands/admissions.ts'
import type { Outcome } from '../../schema/outcome.ts'
import { lockBeds } from '../../server/commands/beds/lock-beds.ts'
import { stateOf } from '../../server/commands/beds/bed-now.ts'
import { openBoards, type OpenBoards } from './boards-from-nothing.ts'
import { APART, laws } from './laws.ts'
import { bedStates, openWard, type Ward } from './ward.ts'

const WRITERS = 4
const beds = ['4W-1', '4W-2', '4W-3', '4W-4', 'ICU-1', 'ICU-2']
const all: Override = [
  'bed-not-ready',
  'bed-blocked',
  'bed-closed',
  'bed-reserved',
  'sex-rule',
  'isolation-rule',
]

let ward: Ward
let boards: OpenBoards
const patients: number[] = []
const encounters: number[] = []
beforeAll(async () => {
  ward = await openWard()
  boards = await openBoards(ward)
  for (const sex of ['female', 'male', 'unknown', 'female', 'male'] as const) {
    patients.push(await ward.patient('Abara', { sex }))
  }
})
afterAll(async () => {
  await boards.stop()
  await ward.drop()
})

type Doing = () => Promise<Outcome<unknown>>
const nth = <T>(list: readonly T[], n: number): T | undefined => list[n % Math.max(list.length, 1)]
const who = fc.nat(1000)
const bed = fc.constantFrom(...beds)
const to = fc.oneof(
  { weight: 5, arbitrary: fc.record({ bed }) },
  { weight: 1, arbitrary: fc.constantFrom({ unit: 'ED' }, { unit: '4W' }) },
)
const override = fc.constantFrom<Override[]>([], all.slice(0, -1), all)
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

/** A command about one of the newest requests. */
const ofRequest = <C extends CommandName, T>(
  name: C,
  more: fc.Arbitrary<T>,
  input: (id: number, more: T) => CommandInput<C>,
): fc.Arbitrary<Doing> =>
  fc.tuple(fc.nat(5), more).map(([n, some]): Doing => async () => {
    const last = await ward.database.row<{ id: number | null }>(
      'select max(request_id) as id from bed_request',
    )
    return ward.try(name, input(Math.max(1, (last?.id ?? 1) - n), some))
  })

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
const precaution = fc.tuple(
  fc.constantFrom('contact' as const, 'droplet' as const),
  fc.constantFrom('flu', null),
)
const barrierKind = fc.constantFrom('medicines' as const, 'letter' as const)
/** One of the things somebody waits for is done: not always one that is still open. */
const clearing = fc.nat(3).map((n): Doing => async () => {
  const last = await ward.database.row<{ id: number | null }>(
    'select max(barrier_id) as id from discharge_barrier',
  )
  return ward.try('discharges/clear-barrier', { barrier_id: Math.max(1, (last?.id ?? 1) - n) })
})
/** Somebody gets up, and their bed's sensor says so before anybody writes it down: no act of a person. */
const sensing = bed.map((code): Doing => async () => {
  await ward.database.rows(
    `insert into turnover (bed_id, vacated_at, opened_by) select b.bed_id, s.began_at, 'sensor' from stay s join bed b
      using (bed_id) where code = $1 and ended_at is null and cancelled_at is null for update of b on conflict do nothing`,
    [code],
  )
  return { ok: false, code: 'already-done', message: 'on record', details: {} }
})
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
  { weight: 2, arbitrary: ofBed('cleaning/start', nothing, thatBed) },
  { weight: 2, arbitrary: ofBed('cleaning/pause', nothing, (it) => ({ ...it, reason: 'break' as const })) },
  { weight: 1, arbitrary: sensing },
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
  {
    weight: 3,
    arbitrary: ofEncounter(
      'placement/request',
      fc.constantFrom(undefined, '4W', 'ICU'),
      (encounter_id, unit) => ({ encounter_id, unit, from_kind: 'ed' as const }),
    ),
  },
  {
    weight: 3,
    arbitrary: ofRequest('placement/assign', fc.tuple(bed, override), (request_id, [code, rules]) => ({
      request_id,
      bed: code,
      override: rules,
    })),
  },
  {
    weight: 1,
    arbitrary: ofRequest('placement/decline', fc.constantFrom('4W', 'ICU'), (request_id, unit) => ({
      request_id,
      unit,
      reason: 'no-nurse' as const,
    })),
  },
  {
    weight: 1,
    arbitrary: ofRequest('placement/cancel', nothing, (request_id) => ({ request_id, why: 'because' })),
  },
  { weight: 1, arbitrary: ofRequest('placement/reopen', nothing, (request_id) => ({ request_id })) },
  { weight: 1, arbitrary: ofRequest('placement/ready', nothing, (request_id) => ({ request_id })) },
  {
    weight: 3,
    arbitrary: ofEncounter('discharges/raise-barrier', barrierKind, (encounter_id, kind) => ({
      encounter_id,
      kind,
    })),
  },
  { weight: 2, arbitrary: clearing },
  { weight: 1, arbitrary: ofEncounter('discharges/order', nothing, (encounter_id) => ({ encounter_id })) },
  { weight: 1, arbitrary: ofEncounter('discharges/unorder', nothing, cancelling) },
  { weight: 3, arbitrary: ofEncounter('discharges/ready', nothing, (encounter_id) => ({ encounter_id })) },
  {
    weight: 1,
    arbitrary: ofEncounter('admissions/plan-discharge', who, (encounter_id, n) => ({
      encounter_id,
      expected_discharge_at: n % 5 === 0 ? null : (instant(-n) ?? null),
    })),
  },
  {
    weight: 3,
    arbitrary: ofEncounter('placement/set-precaution', precaution, (encounter_id, [kind, organism]) => ({
      encounter_id,
      kind,
      organism,
    })),
  },
  {
    weight: 2,
    arbitrary: ofEncounter('placement/end-precaution', precaution, (encounter_id, [kind]) => ({
      encounter_id,
      kind,
    })),
  },
)

test('random acts of several people at once leave a ward that can be', async () => {
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
        const { shown, onRecord } = await boards.now()
        expect(shown).toEqual(onRecord)
      },
    ),
    // One ward for all runs, ever older: a smaller example would not be one of the same ward.
    { numRuns: 12, endOnFailure: true, plugins: [fc.interruptAfterTimeLimit(20_000)] },
  )
  expect(done).toBeGreaterThan(50) // and not a ward where everything is refused
})

async function oneAfterAnother(acts: Doing[]): Promise<Outcome<unknown>[]> {
  const outcomes: Outcome<unknown>[] = []
  for (const act of acts) {
    const outcome = await act()
    outcomes.push(outcome)
    // Rooms are soon put right again by somebody else: so this is asked at every committed state, not at the end.
    if (outcome.ok) expect(await ward.database.rows(laws[APART] ?? ''), APART).toEqual([])
  }
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
