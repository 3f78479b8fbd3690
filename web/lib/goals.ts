/** What is to happen within so many ms. The goals of a bed's turn are its unit's, and come with the bed. */
import { MINUTE } from './durations.ts'

export const goals = {
  /** An expected discharge this long past is worth a question. */
  overdue: 60 * MINUTE,
  /** Back from where they were, half an hour later than was said. */
  'not-back': 30 * MINUTE,
  /** A bed is free and its patient is ready: a quarter of an hour to bring them, ours. */
  'act-now': 15 * MINUTE,
  /** Boarding: four hours from asking, the safe-practice line (DEFINITIONS section 3). */
  'no-bed-long': 240 * MINUTE,
} as const

/** Lines of occupancy [%]: 85 (Bagust, BMJ 1999), 92 (NHS planning). */
export const occupancyLines = { watch: 85, act: 92 } as const
