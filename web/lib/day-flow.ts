/** The board `admissions` by the hour, as a screen draws it: in and out, done and still to come. Pure. */
import type { Flows, HourOfDay } from '../../schema/boards/admissions.ts'
import type { Instant } from '../../schema/terms.ts'

export interface Moves {
  in: number
  out: number
  to_come: number
  to_go: number
}

/** Of a unit: transfers too, for a move from the ward next door fills a bed as well. */
export const movesOfUnit = (flows: Flows): Moves => ({
  in: flows.admissions + flows.transfers_in,
  out: flows.discharges + flows.transfers_out,
  to_come: flows.pending_admissions + flows.pending_transfers_in,
  to_go: flows.pending_discharges + flows.pending_transfers_out,
})

/** Of a house: into it and out of it. */
export const movesOfHouse = (flows: Flows): Moves => ({
  in: flows.admissions,
  out: flows.discharges,
  to_come: flows.pending_admissions,
  to_go: flows.pending_discharges,
})

/** What was to be by now, of what was planned for the day: all hours that have begun. */
export function plannedBy(hours: readonly HourOfDay[], now: Instant): { in: number; out: number } {
  const begun = hours.filter(({ hour }) => hour <= now)
  return {
    in: begun.reduce((sum, { planned_admissions }) => sum + planned_admissions, 0),
    out: begun.reduce((sum, { planned_discharges }) => sum + planned_discharges, 0),
  }
}

export interface HourBar extends Moves {
  hour: Instant
  running: boolean
}

/** Of several sites the same hours together; the one that runs is marked. */
export const barsOf = (
  hours: readonly HourOfDay[],
  now: Instant,
  movesOf: (flows: Flows) => Moves,
): HourBar[] => {
  const running = hours.findLast(({ hour }) => hour <= now)?.hour
  return hours.map((hour) => ({ hour: hour.hour, running: hour.hour === running, ...movesOf(hour) }))
}

/** The longest bar either way, so that in and out are drawn to one measure. */
export const longest = (bars: readonly HourBar[]): number =>
  bars.reduce((most, bar) => Math.max(most, bar.in + bar.to_come, bar.out + bar.to_go), 1)

/** Whether anything of a row is to be seen; a clinic has no inpatients, and in public a few are none. */
export const isIdle = (row: Flows & { here: number; midnight: number; undated: number }): boolean => {
  const { in: came, out, to_come, to_go } = movesOfUnit(row)
  return came + out + to_come + to_go + row.here + row.midnight + row.undated === 0
}
