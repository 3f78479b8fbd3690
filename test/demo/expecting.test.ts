/** Who is called in by the demo: the desk's list is filled for today and tomorrow, and they come, most of them. */
import { describe, expect as wanted, test } from 'vitest'
import { comeIn, expect, expectingSubjects } from '../../server/demo/expecting.ts'
import type { Bed, Expected, House } from '../../server/demo/house.ts'
import type { Round } from '../../server/demo/orders.ts'
import { insuranceOf } from '../../server/demo/payers.ts'
import { seeded } from '../../server/demo/random.ts'
import { hourOfWeek } from '../../server/demo/ward-clock.ts'

const EVENING = Date.parse('2026-11-23T19:00:00Z')
const HOUR_MS = 3_600_000
const round: Round = {
  pace: { now: EVENING, speed: 1, random: seeded(5) },
  occupancy: 0.9,
  scenario: 'none',
  taken: new Set(),
  sent: new Set(),
  badges: new Set(),
}
const dayBed = (bed_id: number): Bed => ({
  ...{ bed_id, code: `DAY-${bed_id}`, unit: 'DAY', unit_kind: 'day', specialties: [], room: 'D' },
  ...{ clean_goal_min: 30, turn_goal_min: 60, features: [], sensor: null, sex_rule: 'any' },
  ...{ staffed: true, surge: false, block_note: null, blocked_at: null, turn: null },
  ...{ encounter_id: null, reserved_for: null },
})
const houseOf = (expected: Expected[], beds: Bed[] = []): House => ({
  ...{ beds: new Map(beds.map((bed) => [bed.bed_id, bed])), patients: new Map(), jobs: [], onShift: [] },
  ...{ ambulances: [], expected, attendings: null, badges: [], tags: [], monitors: [] },
})
const awaited = (encounter_id: number): Expected => ({
  ...{ encounter_id, class: 'day', sex: 'female', at: EVENING + 14 * HOUR_MS },
})
const stepsFor = (house: House) =>
  [...expectingSubjects(house, round.pace)].flatMap((one) => one.draw()?.step.kind ?? [])

describe('who is called in', () => {
  test('is called while the list is short, for hours in which people are told to come', () => {
    wanted(stepsFor(houseOf([]))).toEqual(['expect'])
    wanted(stepsFor(houseOf(Array.from({ length: 14 }, (_, n) => awaited(n))))).not.toContain('expect')
    for (let n = 0; n < 50; n++) {
      const decision = expect(round)
      const at =
        'arrival' in decision && 'expect' in decision.arrival && decision.arrival.expect.expected_arrival_at
      const hour = hourOfWeek(Date.parse(String(at))) % 24
      wanted([hour >= 7, hour <= 17]).toEqual([true, true])
    }
  })

  test('comes to a bed of its kind, waits while there is none, and now and then does not come', () => {
    const came = Array.from({ length: 60 }, () =>
      comeIn(1, houseOf([awaited(1)], [dayBed(7)]), { ...round, taken: new Set() }),
    ).map((decision) => ('orders' in decision ? decision.orders[0]?.command : 'waits'))
    wanted(came.filter((command) => command === 'admissions/transfer').length).toBeGreaterThan(45)
    wanted(came).toContain('visits/cancel')
    const noBed = Array.from({ length: 20 }, () => comeIn(1, houseOf([awaited(1)]), round))
    wanted(noBed).toContainEqual({ wait: 30 })
  })

  test('has somebody who pays, seven times in eight', () => {
    const payers = Array.from({ length: 80 }, (_, id) => insuranceOf(id))
    wanted(payers.filter(Boolean)).toHaveLength(70)
  })
})
