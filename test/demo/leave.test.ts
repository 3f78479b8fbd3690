/** Patients of the demo go on leave: those who have been in long, few at once, and they come back. */
import { describe, expect, test } from 'vitest'
import type { House, Patient } from '../../server/demo/house.ts'
import { goOnLeave } from '../../server/demo/leave-orders.ts'
import { patientSubjects } from '../../server/demo/patient-steps.ts'
import { seeded } from '../../server/demo/random.ts'

const NOW = Date.parse('2026-11-23T10:00:00Z')
const HOUR_MS = 3_600_000
const pace = { now: NOW, speed: 1, random: seeded(3) }

const lying = (encounter_id: number, hours: number, away: Patient['away'] = null): Patient => ({
  encounter_id,
  sex: 'female',
  birth_date: '1950-01-01',
  class: 'inpatient',
  expected_discharge_at: null,
  unit: '4W',
  bed_id: encounter_id,
  came_here_at: NOW - hours * HOUR_MS,
  reserved_bed_id: null,
  precautions: [],
  request: null,
  ordered_at: null,
  ready_at: null,
  held: false,
  away,
  barriers: [],
  emergency: null,
  observed: null,
  unconfirmed: null,
})
const houseOf = (...patients: Patient[]): House => ({
  beds: new Map(),
  patients: new Map(patients.map((patient) => [patient.encounter_id, patient])),
  jobs: [],
  onShift: [],
  badges: [],
  ambulances: [],
  expected: [],
  attendings: null,
  tags: [],
  monitors: [],
})
const gone = { since: NOW - HOUR_MS, expected_at: NOW + 3 * HOUR_MS, ours: true }
const nextFor = (patient: Patient) =>
  [...patientSubjects(patient, houseOf(patient), { ...pace, scenario: 'none', occupancy: 0.9 })][0]?.draw()

describe('leave', () => {
  test('is for who has been in long, and says when they are back: some hours from now', () => {
    const decision = goOnLeave(houseOf(lying(1, 5), lying(2, 90), lying(3, 90, gone)), pace)
    expect(decision).toMatchObject({ orders: [{ command: 'visits/leave', input: { encounter_id: 2 } }] })
    const input = 'orders' in decision ? decision.orders[0]?.input : undefined
    const back = input && 'expected_at' in input ? Date.parse(String(input.expected_at)) - NOW : NaN
    expect(back).toBeGreaterThanOrEqual(2 * HOUR_MS)
    expect(back).toBeLessThanOrEqual(7 * HOUR_MS)
  })

  test('is given to nobody while three are away', () => {
    const away = [1, 2, 3].map((id) => lying(id, 90, gone))
    expect(goOnLeave(houseOf(...away, lying(4, 90)), pace)).toHaveProperty('wait')
  })

  test('ends about when it was said, and nothing else is next for the patient before', () => {
    const next = nextFor(lying(1, 90, gone))
    expect(next?.step).toEqual({ kind: 'back', encounter_id: 1 })
    expect(Math.abs((next?.due ?? 0) - gone.expected_at)).toBeLessThan(HOUR_MS)
  })

  test('that a person at a console gave is theirs to end', () =>
    expect(nextFor(lying(1, 90, { ...gone, ours: false }))).toBeUndefined())
})
