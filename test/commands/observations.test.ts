/** Observations at the bed: whole and partial sets, what is refused, what is taken back, and who may be scored how. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandInput } from '../../schema/commands/index.ts'
import { minutesAgo, openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

async function patient(birth_date: string | null = '1950-05-05'): Promise<number> {
  const patient_id = await ward.patient('Abara', { birth_date })
  const { encounter_id } = await ward.do('admissions/admit', {
    site: 'gh',
    patient_id,
    class: 'inpatient',
    to: { unit: '4W' },
    at: minutesAgo(600),
  })
  return encounter_id
}

const well = {
  respiration: 16,
  spo2: 97,
  oxygen: 'air',
  systolic: 122,
  diastolic: 78,
  pulse: 74,
  consciousness: 'A',
  temperature: 36.8,
} satisfies Partial<CommandInput<'observations/record'>>

const record = (encounter_id: number, differs: Partial<CommandInput<'observations/record'>> = {}) =>
  ward.do('observations/record', { encounter_id, ...well, ...differs })
const sets = (encounter_id: number) =>
  ward.database.rows<Record<string, unknown>>(
    'select * from observation_set where encounter_id = $1 order by observation_set_id',
    [encounter_id],
  )

describe('a set', () => {
  test('is scored when it is whole; what is left out is not taken, and then there is no score', async () => {
    const encounter_id = await patient()
    expect(await record(encounter_id, { at: minutesAgo(30) })).toMatchObject({ score: 0 })
    expect(await record(encounter_id, { pulse: 131, at: minutesAgo(20) })).toMatchObject({ score: 3 })
    const partial = await ward.do('observations/record', { encounter_id, pulse: 90, at: minutesAgo(10) })
    expect(partial.score).toBeNull()
    const [first, second, third] = await sets(encounter_id)
    // The last whole set has the score, and the last of all is what is known: neither is over.
    expect([first?.['over_at'] !== null, second?.['over_at'], third?.['over_at']]).toEqual([true, null, null])
  })

  test('that was of somebody else is cancelled, and the one before it stands again', async () => {
    const encounter_id = await patient()
    await record(encounter_id, { at: minutesAgo(30) })
    const { observation_set_id } = await record(encounter_id, { pulse: 140, at: minutesAgo(20) })
    await ward.do('observations/cancel', { observation_set_id, why: 'the next bed' })
    const [first, second] = await sets(encounter_id)
    expect(first?.['over_at']).toBeNull()
    expect(second).toMatchObject({ cancelled_by: 'nurse', cancelled_why: 'the next bed' })
    await ward.refused('already-done', 'observations/cancel', { observation_set_id, why: 'again' })
  })

  test('is refused with its field when a value cannot be, and asked about once more when it seldom is', async () => {
    const encounter_id = await patient()
    const impossible = await ward.refused('invalid-input', 'observations/record', {
      encounter_id,
      pulse: 700,
    })
    expect(impossible.message).toContain('pulse')
    const swapped = await ward.refused('invalid-input', 'observations/record', {
      encounter_id,
      systolic: 80,
      diastolic: 120,
    })
    expect(swapped.message).toContain('diastolic')
    const asked = await ward.refused('invalid-input', 'observations/record', { encounter_id, pulse: 210 })
    expect(asked.details).toMatchObject({ issues: [{ field: 'pulse', ask: true }] })
    await ward.do('observations/record', { encounter_id, pulse: 210, sure: ['pulse'] })
    await ward.refused('invalid-input', 'observations/record', { encounter_id })
    await ward.refused('invalid-input', 'observations/record', {
      encounter_id,
      oxygen: 'air',
      oxygen_flow: 2,
    })
  })

  test('is of somebody who is here: not before they came, nor after they left', async () => {
    const encounter_id = await patient()
    await ward.refused('out-of-order', 'observations/record', { encounter_id, ...well, at: minutesAgo(700) })
    await record(encounter_id, { at: minutesAgo(30) })
    await ward.do('admissions/discharge', { encounter_id, disposition: 'home', at: minutesAgo(5) })
    await ward.refused('wrong-state', 'observations/record', { encounter_id, ...well })
    expect((await sets(encounter_id))[0]?.['over_at']).not.toBeNull()
    await ward.do('admissions/cancel-discharge', { encounter_id, why: 'still here' })
    expect((await sets(encounter_id))[0]?.['over_at']).toBeNull()
  })
})

describe('SpO2 scale 2', () => {
  test('counts only where somebody prescribed it, from then on, with who and why', async () => {
    const encounter_id = await patient()
    const low = { spo2: 89, oxygen: 'oxygen' } as const
    expect(await record(encounter_id, { ...low, at: minutesAgo(30) })).toMatchObject({ score: 5 })
    await ward.do('observations/set-scale', { encounter_id, scale: 2, why: 'COPD, target 88-92 %' })
    expect(await record(encounter_id, { ...low, at: minutesAgo(20) })).toMatchObject({ score: 2 })
    const [first, second] = await sets(encounter_id)
    expect([first?.['spo2_scale'], second?.['spo2_scale']]).toEqual([1, 2])
    await ward.refused('already-done', 'observations/set-scale', { encounter_id, scale: 2, why: 'again' })
  })
})

describe('who is not scored', () => {
  test('a child and a pregnant woman are observed, and have no score', async () => {
    const child = await patient('2020-01-01')
    expect(await record(child)).toMatchObject({ score: null })
    const mother = await patient()
    await ward.do('observations/set-pregnant', { encounter_id: mother, pregnant: true })
    expect(await record(mother)).toMatchObject({ score: null })
  })
})

test('how often somebody is observed is a clinician’s to say, with why', async () => {
  const encounter_id = await patient()
  await ward.do('observations/set-frequency', { encounter_id, every_min: 30, why: 'looks ill' })
  const now = () =>
    ward.database.row(
      'select observe_every_min, observe_every_by, observe_every_why from encounter where encounter_id = $1',
      [encounter_id],
    )
  expect(await now()).toEqual({
    observe_every_min: 30,
    observe_every_by: 'nurse',
    observe_every_why: 'looks ill',
  })
  await ward.do('observations/set-frequency', { encounter_id, every_min: null, why: 'better' })
  expect(await now()).toEqual({ observe_every_min: null, observe_every_by: null, observe_every_why: null })
})

test('nobody has to confirm what a person took', async () => {
  const { observation_set_id } = await record(await patient())
  await ward.refused('wrong-state', 'observations/confirm', { observation_set_id })
})
