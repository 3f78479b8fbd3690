/** Moves of a day, counted in whole and by the hour. Pure. */
import {
  censusNames,
  flowNames,
  type AdmissionTotals,
  type AdmissionRow,
  type Census,
  type FlowName,
  type Flows,
  type HourOfDay,
} from '../../schema/boards/admissions.ts'
import type { Instant } from '../../schema/terms.ts'
import type { LocalHour } from './local-hours.ts'
import { numbersOf, type Sums, type Tally } from './tally.ts'

export interface Move {
  what: FlowName
  at: Instant
}

const none = (): Flows => Object.fromEntries(flowNames.map((name) => [name, 0])) as Flows // each name has its entry

export function flowsOf(moves: readonly Move[]): Flows {
  const flows = none()
  for (const { what } of moves) flows[what] += 1
  return flows
}

/** What was to be before the day began is due in its first hour; what is to be and is late, in the hour that runs. */
export function byHour(moves: readonly Move[], day: readonly LocalHour[], now: Instant): HourOfDay[] {
  const hours = day.map(({ from }) => ({ hour: from, ...none() }))
  for (const { what, at } of moves) {
    const due = what.startsWith('pending_') && at < now ? now : at
    const hour = hours.findLast(({ hour: from }) => from <= due) ?? hours[0]
    if (hour) hour[what] += 1
  }
  return hours
}

/** Who is pending comes and goes: a census by what is on record, and no guess. */
export const tonightOf = (flows: Flows, here: number): number =>
  here +
  flows.pending_admissions +
  flows.pending_transfers_in -
  flows.pending_discharges -
  flows.pending_transfers_out

export const admissionTally = (row: AdmissionRow): Tally => ({
  ...numbersOf(row, flowNames),
  ...numbersOf(row, censusNames),
  hours: Object.fromEntries(
    row.hours.map((hour) => [hour.hour, { units: true, ...numbersOf(hour, flowNames) }]),
  ),
})

export function admissionTotals(sums: Sums): AdmissionTotals {
  const flows = flowsIn(sums)
  const census = Object.fromEntries(censusNames.map((name) => [name, sums.of(name)])) as Census // each name has its entry
  const hours = sums.under('hours')
  return {
    ...census,
    ...flows,
    tonight: tonightOf(flows, census.here),
    hours: hours.names.map((hour) => ({ hour, ...flowsIn(hours.under(hour)) })),
  }
}

const flowsIn = (sums: Sums): Flows =>
  Object.fromEntries(flowNames.map((name) => [name, sums.of(name)])) as Flows // as above
