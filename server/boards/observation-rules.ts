/** How a site has its patients observed: by its own row, else by what the RCP asks for. */
import {
  STARTING_FIRST_WITHIN_MIN,
  startingFrequencies,
  type Frequencies,
} from '../../schema/observations/when-next.ts'
import type { Tables } from '../feed/tables.ts'

export function rulesOf(rule: Tables['observation_rule'] | undefined): {
  frequencies: Frequencies
  /** How long after they came the first set is due [min]. */
  first: number
  corridor: boolean
} {
  if (!rule) return { frequencies: startingFrequencies, first: STARTING_FIRST_WITHIN_MIN, corridor: false }
  return {
    frequencies: {
      none: rule.every_0,
      low: rule.every_1_to_4,
      single: rule.every_single_3,
      urgent: rule.every_5_to_6,
      emergency: rule.every_7,
    },
    first: rule.first_within,
    corridor: rule.corridor,
  }
}
