/** How long things take, told by ranks. Pure. */
import type { TurnMeasure } from '../../schema/boards/turns.ts'

/**
 * The nearest-rank percentile: the smallest of the values that at least p % of them do not exceed, rank ceil(p/100 x n).
 * Nothing is interpolated, so what is shown is a time that really occurred.
 * @param sorted ascending. @returns null when there are none.
 */
export function nearestRank(sorted: readonly number[], p: number): number | null {
  if (sorted.length === 0) return null
  return sorted[Math.max(1, Math.ceil((p / 100) * sorted.length)) - 1] ?? null
}

/** As times are told: to a tenth of a minute. */
export const tenth = (value: number): number => Math.round(value * 10) / 10

/** @param minutes in any order. @param within how many of them took less than their goal. */
export function measure(minutes: readonly number[], goal_min: number | null, within: number): TurnMeasure {
  const sorted = minutes.map(tenth).sort((a, b) => a - b)
  const n = sorted.length
  return {
    n,
    p50: nearestRank(sorted, 50),
    p90: nearestRank(sorted, 90),
    mean: n === 0 ? null : tenth(sorted.reduce((sum, one) => sum + one, 0) / n),
    goal_min,
    within,
  }
}
