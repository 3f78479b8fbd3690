/**
 * What a bed's turn should take, in ms: best practice as TeleTracking gives it (DEFINITIONS, bed turn clock): asked to
 * started under 30 min, started to finished under 30. For a bed that was left and not yet asked for there is no published
 * goal; half an hour is ours.
 */
import { MINUTE } from './durations.ts'

export const goals = {
  vacated: 30 * MINUTE,
  dirty: 30 * MINUTE,
  cleaning: 30 * MINUTE,
  /** An expected discharge this long past is worth a question. */
  overdue: 60 * MINUTE,
  /** A bed is free and its patient is ready: a quarter of an hour to bring them, ours. */
  'act-now': 15 * MINUTE,
  /** Boarding: four hours from asking, the safe-practice line (DEFINITIONS section 3). */
  'no-bed-long': 240 * MINUTE,
} as const

/** Lines of occupancy [%]: 85 (Bagust, BMJ 1999), 92 (NHS planning). */
export const occupancyLines = { watch: 85, act: 92 } as const
