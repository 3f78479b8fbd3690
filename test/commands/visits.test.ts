/** A visit that never was leaves nothing behind that waits for its patient. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { empty, minutesAgo, openWard, reservations, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
})
afterAll(() => ward.drop())
beforeEach(() => empty(ward.database))

/** How much is still open of an encounter, by SQL of its own. */
const open = (encounter_id: number) =>
  ward.database.row(
    `select (select count(*)::integer from bed_request where encounter_id = $1 and ended_at is null) as requests,
            (select count(*)::integer from precaution where encounter_id = $1 and ended_at is null) as precautions,
            (select count(*)::integer from discharge_barrier
              where encounter_id = $1 and cleared_at is null and cancelled_at is null) as barriers,
            (select count(*)::integer from absence
              where encounter_id = $1 and ended_at is null and cancelled_at is null) as absences,
            (select count(*)::integer from reservation where encounter_id = $1 and ended_at is null) as kept`,
    [encounter_id],
  )
const one = { requests: 1, precautions: 1, barriers: 1, absences: 1, kept: 1 }
const none = { requests: 0, precautions: 0, barriers: 0, absences: 0, kept: 0 }

/** Somebody in a bed who waits for another, is away, kept apart and held up. */
async function entangled(): Promise<number> {
  const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
  await ward.do('placement/set-precaution', { encounter_id, kind: 'droplet' })
  const { request_id } = await ward.do('placement/request', {
    encounter_id,
    level: 'icu',
    priority: 'urgent',
    from_kind: 'unit',
  })
  await ward.do('placement/assign', { request_id, bed: 'ICU-1' })
  await ward.do('discharges/raise-barrier', { encounter_id, kind: 'transport' })
  await ward.do('visits/leave', { encounter_id, kind: 'leave' })
  expect(await open(encounter_id)).toEqual(one)
  return encounter_id
}

test('who is awaited comes at another time, and who has come does not', async () => {
  const here = await ward.admit('Abara', '4W-1', minutesAgo(60))
  const patient_id = await ward.patient('Later')
  const { encounter_id } = await ward.do('visits/pre-admit', { site: 'gh', patient_id, class: 'inpatient' })
  const expected_arrival_at = minutesAgo(-90)
  await ward.do('visits/reschedule', { encounter_id, expected_arrival_at })
  expect(
    await ward.database.row('select expected_arrival_at as at from encounter where encounter_id = $1', [
      encounter_id,
    ]),
  ).toEqual({ at: expected_arrival_at })
  expect(await ward.try('visits/reschedule', { encounter_id, expected_arrival_at })).toMatchObject({
    code: 'already-done',
  })
  expect(await ward.try('visits/reschedule', { encounter_id: here, expected_arrival_at })).toMatchObject({
    code: 'wrong-state',
  })
})

describe('nothing waits any more for the patient', () => {
  test('of a visit that was called off', async () => {
    const encounter_id = await entangled()
    await ward.do('visits/cancel', { encounter_id, why: 'sent twice' })
    expect(await open(encounter_id)).toEqual(none)
    expect(await reservations(ward.database)).toEqual(['visit cancelled'])
  })

  test('of an admission that was cancelled', async () => {
    const encounter_id = await entangled()
    await ward.do('admissions/cancel-admit', { encounter_id, why: 'the wrong patient' })
    expect(await open(encounter_id)).toEqual(none)
    expect(await reservations(ward.database)).toEqual(['admission cancelled'])
  })

  test('who was discharged', async () => {
    const encounter_id = await entangled()
    await ward.do('admissions/discharge', { encounter_id })
    expect(await open(encounter_id)).toEqual(none)
  })
})

test('a visit is called off once, also when its patient has left', async () => {
  const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
  await ward.do('admissions/discharge', { encounter_id })
  await ward.do('visits/cancel', { encounter_id, why: 'sent twice' })
  await ward.refused('already-done', 'visits/cancel', { encounter_id, why: 'sent twice' })
})
