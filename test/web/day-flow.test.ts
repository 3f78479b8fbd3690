import { expect, test } from 'vitest'
import { flowNames, type Flows, type HourOfDay } from '../../schema/boards/admissions.ts'
import { barsOf, isIdle, longest, movesOfHouse, movesOfUnit, plannedBy } from '../../web/lib/day-flow.ts'

const flows = (some: Partial<Flows> = {}): Flows => ({
  ...(Object.fromEntries(flowNames.map((name) => [name, 0])) as Flows), // each name has its entry
  ...some,
})
const hour = (clock: string, some: Partial<Flows> = {}): HourOfDay => ({
  hour: `2026-11-25T${clock}:00.000Z`,
  ...flows(some),
})

test('a move from the ward next door is in and out of units, and neither of the house', () => {
  const moved = flows({ admissions: 1, transfers_in: 2, transfers_out: 3, pending_transfers_in: 4 })
  expect(movesOfUnit(moved)).toEqual({ in: 3, out: 3, to_come: 4, to_go: 0 })
  expect(movesOfHouse(moved)).toEqual({ in: 1, out: 0, to_come: 0, to_go: 0 })
})

test('the plan by now is of the hours that have begun, the one that runs with them', () => {
  const hours = [
    hour('08:00', { planned_discharges: 2 }),
    hour('09:00', { planned_discharges: 3, planned_admissions: 1 }),
    hour('10:00', { planned_discharges: 5 }),
  ]
  expect(plannedBy(hours, '2026-11-25T09:00:00.000Z')).toEqual({ in: 1, out: 5 })
  expect(plannedBy(hours, '2026-11-25T08:59:59.000Z')).toEqual({ in: 0, out: 2 })
})

test('bars are to one measure, what is done and what is to be on top of it, and the hour that runs is marked', () => {
  const hours = [hour('08:00', { admissions: 2 }), hour('09:00', { discharges: 3, pending_discharges: 4 })]
  const bars = barsOf(hours, '2026-11-25T09:20:00.000Z', movesOfUnit)
  expect(bars.map(({ running }) => running)).toEqual([false, true])
  expect(longest(bars)).toBe(7)
  expect(longest([]), 'nothing to draw is no bar of nothing').toBe(1)
})

test('a unit without an inpatient on that day is not listed; one that somebody left today is', () => {
  expect(isIdle({ ...flows(), here: 0, midnight: 0, undated: 0 })).toBe(true)
  expect(isIdle({ ...flows({ discharges: 1 }), here: 0, midnight: 1, undated: 0 })).toBe(false)
  expect(isIdle({ ...flows(), here: 0, midnight: 0, undated: 1 })).toBe(false)
})
