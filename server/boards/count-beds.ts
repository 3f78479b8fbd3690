/** How many beds are what, and how full that is. DEFINITIONS section 1. */
import type { BedCounts } from '../../schema/boards/beds.ts'
import { bedStates, type BedState } from '../../schema/terms.ts'
import { numbersOf, type Sums, type Tally } from './tally.ts'

/** What counting needs to know of a bed. `unusable`: closed or blocked, also when somebody lies in it nevertheless. */
export interface Countable {
  state: BedState
  unusable: boolean
}

/** An occupied bed counts as occupied whatever else it is, so a patient in a closed (surge) bed lifts occupancy, above 100 % if need be. */
export const bedTally = ({ state, unusable }: Countable): Tally => ({
  beds: true,
  available: !unusable,
  [state]: true,
})

/** Of beds that were tallied. Available staffed beds are all beds less the closed and blocked ones. */
export function bedCounts(sums: Sums): BedCounts {
  const by = Object.fromEntries(bedStates.map((state) => [state, sums.of(state)])) as Record<BedState, number> // every state has its entry
  const available = sums.of('available')
  return { beds: sums.of('beds'), available, ...by, occupancy: occupancy(by.occupied, available) }
}

/** What was counted already, to be counted together with others. */
export const countedBeds = (counts: BedCounts): Tally =>
  numbersOf(counts, ['beds', 'available', ...bedStates])

/** 100 x occupied / available staffed beds, one decimal; null when none is available. */
export function occupancy(occupied: number, available: number): number | null {
  return available === 0 ? null : Math.round((1000 * occupied) / available) / 10
}
