/** How many beds are what, and how full that is. DEFINITIONS section 1. */
import type { BedCounts } from '../../schema/boards/beds.ts'
import { bedStates, type BedState } from '../../schema/terms.ts'

/** What counting needs to know of a bed. `unusable`: closed or blocked, also when somebody lies in it nevertheless. */
export interface Countable {
  state: BedState
  unusable: boolean
}

/**
 * Available staffed beds are all beds less the closed and blocked ones; an occupied bed counts as occupied whatever else
 * it is, so a patient in a closed (surge) bed lifts occupancy, above 100 % if need be.
 */
export function countBeds(beds: Iterable<Countable>): BedCounts {
  const by = Object.fromEntries(bedStates.map((state) => [state, 0])) as Record<BedState, number> // every state has its entry
  let all = 0
  let available = 0
  for (const { state, unusable } of beds) {
    by[state] += 1
    all += 1
    if (!unusable) available += 1
  }
  return { beds: all, available, ...by, occupancy: occupancy(by.occupied, available) }
}

/** 100 x occupied / available staffed beds, one decimal; null when none is available. */
export function occupancy(occupied: number, available: number): number | null {
  return available === 0 ? null : Math.round((1000 * occupied) / available) / 10
}

/** The counts of several places together. */
export function sumCounts(parts: Iterable<BedCounts>): BedCounts {
  const sum = countBeds([])
  for (const part of parts) {
    for (const name of ['beds', 'available', ...bedStates] as const) sum[name] += part[name]
  }
  return { ...sum, occupancy: occupancy(sum.occupied, sum.available) }
}
