/** Whatever is done in an emergency department, in whatever order and however late: its board is what the record says. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CommandInput, CommandName } from '../../schema/commands/index.ts'
import type { Outcome } from '../../schema/outcome.ts'
import { openEd, type OpenBoard } from './ed-from-nothing.ts'
import { layout, openWard, type Ward } from './ward.ts'

const WRITERS = 2

let ward: Ward
let board: OpenBoard
const patients: number[] = []
const encounters: number[] = []
beforeAll(async () => {
  ward = await openWard()
  const rooms = [{ room: 'Majors', beds: ['ED-1', 'ED-2', 'ED-3'].map((bed) => ({ bed })) }]
  const units = layout.units.map((unit) => (unit.unit === 'ED' ? { ...unit, rooms } : unit))
  await ward.do('hospital/lay-out', { ...layout, units })
  board = await openEd(ward)
  for (let nth = 0; nth < 8; nth++) patients.push(await ward.patient(`Ingleby${nth}`))
})
afterAll(async () => {
  await board.stop()
  await ward.drop()
})

type Doing = () => Promise<Outcome<unknown>>
const who = fc.nat(1000)
const inDepartment = fc.constantFrom({ unit: 'ED' }, { bed: 'ED-1' }, { bed: 'ED-2' }, { bed: 'ED-3' })
const anywhere = fc.oneof(
  { weight: 3, arbitrary: inDepartment },
  { weight: 1, arbitrary: fc.constantFrom({ bed: '4W-1' }, { bed: '4W-2' }, { unit: '4W' }) },
)
const override: CommandInput<'admissions/transfer'>['override'] = ['bed-not-ready', 'sex-rule']
/** Now, or some time in the last ten hours: what is written down late, and lines that are passed already. */
const when = fc
  .option(fc.integer({ min: 0, max: 600 }), { nil: undefined, freq: 2 })
  .map(
    (minutes) => () =>
      minutes === undefined ? undefined : new Date(Date.now() - minutes * 60_000).toISOString(),
  )

const arriving = fc.tuple(who, inDepartment, when).map(([n, to, at]): Doing => async () => {
  const patient_id = patients[n % patients.length] ?? 0
  const outcome = await ward.try('ed/arrive', { site: 'gh', patient_id, to, at: at(), override })
  if (outcome.ok) encounters.push(outcome.result.encounter_id)
  return outcome
})

/** About somebody who came lately. */
const of = <C extends CommandName, T>(
  name: C,
  more: fc.Arbitrary<T>,
  input: (encounter_id: number, more: T) => CommandInput<C>,
): fc.Arbitrary<Doing> =>
  fc.tuple(who, more).map(([n, some]): Doing => () => {
    const lately = encounters.slice(-6)
    return ward.try(name, input(lately[n % Math.max(lately.length, 1)] ?? 1, some))
  })
const because = (encounter_id: number) => ({ encounter_id, why: 'because' })
const nothing = fc.constant(null)

const doing = fc.oneof(
  { weight: 6, arbitrary: arriving },
  {
    weight: 6,
    arbitrary: of('admissions/transfer', fc.tuple(anywhere, when), (encounter_id, [to, at]) => ({
      ...{ encounter_id, to, at: at(), override },
    })),
  },
  {
    weight: 6,
    arbitrary: of(
      'ed/triage',
      fc.tuple(fc.integer({ min: 1, max: 5 }), when),
      (encounter_id, [category, at]) => ({
        ...{ encounter_id, category, at: at() },
      }),
    ),
  },
  { weight: 5, arbitrary: of('ed/seen', when, (encounter_id, at) => ({ encounter_id, at: at() })) },
  { weight: 4, arbitrary: of('ed/decide', when, (encounter_id, at) => ({ encounter_id, at: at() })) },
  {
    weight: 4,
    arbitrary: of(
      'ed/undo',
      fc.constantFrom('triaged' as const, 'seen' as const, 'decided' as const),
      (encounter_id, what) => ({ ...because(encounter_id), what }),
    ),
  },
  {
    weight: 2,
    arbitrary: of('ed/leave-unseen', when, (encounter_id, at) => ({ ...because(encounter_id), at: at() })),
  },
  {
    weight: 2,
    arbitrary: of('admissions/discharge', when, (encounter_id, at) => ({ encounter_id, at: at() })),
  },
  {
    weight: 1,
    arbitrary: of('admissions/reclassify', nothing, (encounter_id) => ({
      encounter_id,
      class: 'inpatient' as const,
    })),
  },
  { weight: 1, arbitrary: of('admissions/cancel-admit', nothing, because) },
  { weight: 2, arbitrary: of('admissions/cancel-transfer', nothing, because) },
  { weight: 2, arbitrary: of('admissions/cancel-discharge', nothing, because) },
)

test('random acts of two at once leave the board of the department as one query finds it', async () => {
  let done = 0
  const stages = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(doing, { minLength: 15, maxLength: 30 }), { minLength: WRITERS, maxLength: WRITERS }),
      async (writers) => {
        const outcomes = await Promise.all(writers.map(oneAfterAnother))
        done += outcomes.flat().filter((outcome) => outcome.ok).length
        const { shown, onRecord } = await board.now()
        expect(shown).toEqual(onRecord)
        for (const { stage } of shown) stages.add(stage)
      },
    ),
    // One department for all runs, ever older: a smaller example would not be one of the same department.
    { numRuns: 8, endOnFailure: true, plugins: [fc.interruptAfterTimeLimit(10_000)] },
  )
  expect(done).toBeGreaterThan(50) // and not a department where everything is refused
  expect([...stages].sort()).toEqual(['boarding', 'treatment', 'waiting'])
})

async function oneAfterAnother(acts: Doing[]): Promise<Outcome<unknown>[]> {
  const outcomes: Outcome<unknown>[] = []
  for (const act of acts) outcomes.push(await act())
  return outcomes
}
