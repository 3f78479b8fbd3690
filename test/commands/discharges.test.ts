/** The way out: expected, ordered, held up, ready, in the lounge, gone. One ward for all; each test has its own patient. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandInput } from '../../schema/commands/index.ts'
import { bedStates, layout, minutesAgo, openWard, staysOf, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
  await ward.do('hospital/lay-out', { ...layout, units: [...layout.units, lounge('DL')] })
  await ward.do('hospital/lay-out', { ...layout, site: 'nw', units: [] })
})
afterAll(() => ward.drop())

const lounge = (unit: string): CommandInput<'hospital/lay-out'>['units'][number] => ({
  unit,
  name: 'Discharge lounge',
  kind: 'lounge',
  rooms: [],
})

/** Somebody in the unit, in no bed: so that every test has its own patient and none is in another's way. */
async function patient(family = 'Abara', site = 'gh'): Promise<number> {
  const { patient_id } = await ward.do('patients/register', { site, family })
  const { encounter_id } = await ward.do('admissions/admit', {
    site,
    patient_id,
    class: 'inpatient',
    at: minutesAgo(60),
    ...(site === 'gh' && { to: { unit: '4W' } }),
  })
  return encounter_id
}

const leaving = (encounter_id: number) =>
  ward.database.row<Record<string, string | null>>(
    `select discharge_ordered_at, discharge_ordered_by, ready_to_leave_at, ready_to_leave_by, no_criteria_since,
            no_criteria_by, first_expected_discharge_at, expected_discharge_at, expected_said_by, expected_said_at
       from encounter where encounter_id = $1`,
    [encounter_id],
  )
const barriers = (encounter_id: number) =>
  ward.database.rows<Record<string, string | null>>(
    'select * from discharge_barrier where encounter_id = $1 order by barrier_id',
    [encounter_id],
  )
const tomorrow = minutesAgo(-24 * 60)
const nextWeek = minutesAgo(-7 * 24 * 60)

describe('the expected date', () => {
  test('stands with who said it, and every saying is kept: the first plan and the last can be held against what came', async () => {
    const encounter_id = await patient()
    const consultant = { door: 'http', viewer: 'permitted', who: 'Dr Osei' } as const
    await ward.do('admissions/plan-discharge', { encounter_id, expected_discharge_at: tomorrow }, consultant)
    await ward.do('admissions/plan-discharge', { encounter_id, expected_discharge_at: nextWeek })
    expect(await leaving(encounter_id)).toMatchObject({
      first_expected_discharge_at: tomorrow,
      expected_discharge_at: nextWeek,
      expected_said_by: 'nurse',
    })
    await ward.do('admissions/plan-discharge', { encounter_id, expected_discharge_at: null })
    expect(await leaving(encounter_id)).toMatchObject({
      first_expected_discharge_at: tomorrow,
      expected_discharge_at: null,
    })
    const sayings = await ward.database.rows(
      `select said_by, expected_at from expected_discharge where encounter_id = $1 order by expected_discharge_id`,
      [encounter_id],
    )
    expect(sayings).toEqual([
      { said_by: 'Dr Osei', expected_at: tomorrow },
      { said_by: 'nurse', expected_at: nextWeek },
      { said_by: 'nurse', expected_at: null },
    ])
  })

  test('said at admission is a saying too, of that hour', async () => {
    const { patient_id } = await ward.do('patients/register', { site: 'gh', family: 'Early' })
    const { encounter_id } = await ward.do('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      at: minutesAgo(90),
      expected_discharge_at: tomorrow,
    })
    expect(await leaving(encounter_id)).toMatchObject({
      first_expected_discharge_at: tomorrow,
      expected_said_by: 'nurse',
      expected_said_at: minutesAgo(90),
    })
  })
})

describe('the order', () => {
  test('is given once, with who and when, and taken back with why', async () => {
    const encounter_id = await patient()
    await ward.do('discharges/order', { encounter_id, at: minutesAgo(30) })
    expect(await leaving(encounter_id)).toMatchObject({
      discharge_ordered_at: minutesAgo(30),
      discharge_ordered_by: 'nurse',
    })
    const refusal = await ward.refused('already-done', 'discharges/order', { encounter_id })
    expect(refusal.message).toMatch(/^Abara: the discharge is ordered since /)
    await ward.do('discharges/ready', { encounter_id })
    await ward.do('discharges/unorder', { encounter_id, why: 'fever' })
    expect(await leaving(encounter_id)).toMatchObject({ discharge_ordered_at: null, ready_to_leave_at: null })
    await ward.refused('already-done', 'discharges/unorder', { encounter_id, why: 'again' })
  })

  test('is not given before the patient came, in the future, or after they left', async () => {
    const encounter_id = await patient()
    await ward.refused('out-of-order', 'discharges/order', { encounter_id, at: minutesAgo(61) })
    await ward.refused('invalid-input', 'discharges/order', { encounter_id, at: minutesAgo(-10) })
    await ward.do('admissions/discharge', { encounter_id })
    const refusal = await ward.refused('wrong-state', 'discharges/order', { encounter_id })
    expect(refusal.message).toMatch(/^Abara was discharged at /)
  })
})

describe('a barrier', () => {
  test('holds the patient up until it is done; then they are ready', async () => {
    const encounter_id = await patient()
    const { barrier_id } = await ward.do('discharges/raise-barrier', {
      encounter_id,
      kind: 'medicines',
      owner: 'Pharmacy',
      due_at: tomorrow,
      at: minutesAgo(40),
    })
    const refusal = await ward.refused('wrong-state', 'discharges/ready', { encounter_id })
    expect(refusal.message).toBe('Abara still waits for medicines (Pharmacy). Clear or cancel that first.')
    await ward.refused('out-of-order', 'discharges/clear-barrier', { barrier_id, at: minutesAgo(41) })
    await ward.do('discharges/clear-barrier', { barrier_id, at: minutesAgo(20) })
    await ward.refused('already-done', 'discharges/clear-barrier', { barrier_id })
    await ward.refused('already-done', 'discharges/cancel-barrier', { barrier_id, why: 'x' })
    await ward.do('discharges/ready', { encounter_id })
    await ward.refused('already-done', 'discharges/ready', { encounter_id })
    expect(await leaving(encounter_id)).toMatchObject({ ready_to_leave_by: 'nurse' })
    expect(await barriers(encounter_id)).toMatchObject([
      { raised_by: 'nurse', cleared_at: minutesAgo(20), cleared_by: 'nurse', cancelled_at: null },
    ])
  })

  test('that turns up late takes readiness back', async () => {
    const encounter_id = await patient()
    await ward.do('discharges/ready', { encounter_id })
    await ward.do('discharges/raise-barrier', { encounter_id, kind: 'transport' })
    expect(await leaving(encounter_id)).toMatchObject({ ready_to_leave_at: null, ready_to_leave_by: null })
  })

  test('gets another owner and due time; what is not named stays', async () => {
    const encounter_id = await patient()
    const { barrier_id } = await ward.do('discharges/raise-barrier', {
      encounter_id,
      kind: 'imaging',
      owner: 'MRI',
    })
    await ward.do('discharges/change-barrier', { barrier_id, due_at: tomorrow })
    expect(await barriers(encounter_id)).toMatchObject([{ owner: 'MRI', due_at: tomorrow }])
    await ward.do('discharges/change-barrier', { barrier_id, owner: null })
    expect(await barriers(encounter_id)).toMatchObject([{ owner: null, due_at: tomorrow }])
    await ward.refused('not-found', 'discharges/change-barrier', { barrier_id: 999_999, owner: 'MRI' })
  })

  test('is waited for once: the same kind and note again is refused, another note is another thing', async () => {
    const encounter_id = await patient()
    const raise = { encounter_id, kind: 'imaging' } as const
    await ward.do('discharges/raise-barrier', { ...raise, note: 'MRI knee' })
    await ward.refused('already-exists', 'discharges/raise-barrier', { ...raise, note: 'MRI knee' })
    await ward.do('discharges/raise-barrier', { ...raise, note: 'chest X-ray' })
    const { barrier_id } = await ward.do('discharges/raise-barrier', raise)
    await ward.do('discharges/cancel-barrier', { barrier_id, why: 'not needed' })
    await ward.do('discharges/raise-barrier', raise)
    expect((await barriers(encounter_id)).map((one) => one['cancelled_why'])).toEqual([
      null,
      null,
      'not needed',
      null,
    ])
  })

  test('two at once of the same are one', async () => {
    const encounter_id = await patient()
    const raise = () => ward.try('discharges/raise-barrier', { encounter_id, kind: 'letter' })
    const outcomes = await Promise.all([raise(), raise()])
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect(await barriers(encounter_id)).toHaveLength(1)
  })

  test('still open when the patient leaves is cancelled as that, and comes back with a patient who did not leave', async () => {
    const encounter_id = await patient()
    await ward.do('discharges/raise-barrier', { encounter_id, kind: 'letter' })
    const { barrier_id } = await ward.do('discharges/raise-barrier', { encounter_id, kind: 'payment' })
    await ward.do('discharges/cancel-barrier', { barrier_id, why: 'insured' })
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(5) })
    expect(await barriers(encounter_id)).toMatchObject([
      { kind: 'letter', cancelled_by: 'nurse', cancelled_why: 'left' },
      { kind: 'payment', cancelled_why: 'insured' },
    ])
    await ward.refused('wrong-state', 'discharges/raise-barrier', { encounter_id, kind: 'family' })
    await ward.do('admissions/cancel-discharge', { encounter_id, why: 'taxi did not come' })
    expect(await barriers(encounter_id)).toMatchObject([
      { kind: 'letter', cancelled_at: null, cancelled_why: null },
      { kind: 'payment', cancelled_why: 'insured' },
    ])
  })

  test('of an admission that was a mistake was one too', async () => {
    const encounter_id = await patient()
    await ward.do('discharges/raise-barrier', { encounter_id, kind: 'letter' })
    await ward.do('admissions/cancel-admit', { encounter_id, why: 'wrong patient' })
    expect(await barriers(encounter_id)).toMatchObject([{ cancelled_why: 'admission cancelled' }])
  })
})

describe('ready, and no criteria to reside', () => {
  test('not ready after all, with why; the order stands', async () => {
    const encounter_id = await patient()
    await ward.refused('already-done', 'discharges/not-ready', { encounter_id, why: 'x' })
    await ward.do('discharges/order', { encounter_id })
    await ward.do('discharges/ready', { encounter_id })
    await ward.do('discharges/not-ready', { encounter_id, why: 'dizzy' })
    const now = await leaving(encounter_id)
    expect(now).toMatchObject({ ready_to_leave_at: null })
    expect(now?.['discharge_ordered_at']).not.toBeNull()
  })

  test('no criteria since then, until they are met again', async () => {
    const encounter_id = await patient()
    await ward.refused('already-done', 'discharges/meets-criteria', { encounter_id, why: 'x' })
    await ward.do('discharges/no-criteria', { encounter_id, at: minutesAgo(50) })
    expect(await leaving(encounter_id)).toMatchObject({
      no_criteria_since: minutesAgo(50),
      no_criteria_by: 'nurse',
    })
    await ward.refused('already-done', 'discharges/no-criteria', { encounter_id })
    await ward.do('discharges/meets-criteria', { encounter_id, why: 'fever' })
    expect(await leaving(encounter_id)).toMatchObject({ no_criteria_since: null, no_criteria_by: null })
  })
})

describe('the lounge', () => {
  test('frees the bed of a patient whose discharge is ordered', async () => {
    const encounter_id = await ward.admit('Lounger', '4W-1', minutesAgo(60))
    const refusal = await ward.refused('wrong-state', 'discharges/to-lounge', { encounter_id })
    expect(refusal.message).toContain('Order it first')
    await ward.do('discharges/order', { encounter_id })
    await ward.refused('invalid-input', 'discharges/to-lounge', { encounter_id, unit: 'ICU' })
    await ward.do('discharges/to-lounge', { encounter_id, at: minutesAgo(10) })
    expect(await staysOf(ward.database, encounter_id)).toEqual([
      { place: '4W-1', began_at: minutesAgo(60), ended_at: minutesAgo(10) },
      { place: 'DL', began_at: minutesAgo(10), ended_at: null },
    ])
    expect((await bedStates(ward.database))['4W-1']).not.toBe('occupied')
    await ward.refused('already-done', 'discharges/to-lounge', { encounter_id })
  })

  test('is named where a site has several, and refused where it has none', async () => {
    await ward.do('hospital/lay-out', { ...layout, units: [...layout.units, lounge('DL'), lounge('DL2')] })
    const encounter_id = await patient()
    await ward.do('discharges/order', { encounter_id })
    const refusal = await ward.refused('invalid-input', 'discharges/to-lounge', { encounter_id })
    expect(refusal.message).toBe('unit: one of the lounges of gh: DL, DL2')
    await ward.do('discharges/to-lounge', { encounter_id, unit: 'DL2' })
    const elsewhere = await patient('Brown', 'nw')
    await ward.do('discharges/order', { encounter_id: elsewhere })
    await ward.refused('not-found', 'discharges/to-lounge', { encounter_id: elsewhere })
  })
})
