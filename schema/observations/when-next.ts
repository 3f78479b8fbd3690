/** What the RCP asks for at a score, when the next set is due, and who is deteriorating. Pure. */
import { z } from 'zod'
import type { Instant } from '../terms.ts'

/** The thresholds of the RCP, mildest first. `single`: 3 in one part alone, below 5 in all. */
export const responses = ['none', 'low', 'single', 'urgent', 'emergency'] as const
export const response = z.enum(responses)
export type Response = z.infer<typeof response>

export function responseOf({ total, single }: { total: number; single: boolean }): Response {
  if (total >= 7) return 'emergency'
  if (total >= 5) return 'urgent'
  if (single) return 'single'
  return total >= 1 ? 'low' : 'none'
}

/** So long until the next set [min]. */
export type Frequencies = Record<Response, number>

/** RCP: at least 12-hourly, 4-6-hourly, hourly, hourly; continuous, which for sets that are written down is ours. For a site to set. */
export const startingFrequencies: Frequencies = { none: 720, low: 360, single: 60, urgent: 60, emergency: 30 }
export const STARTING_MONITOR_EVERY_MIN = 15
/**
 * So long after they came somebody has a first whole set [min]. The RCP names no time; NICE CG50 asks
 * for it on admission, and an hour is long enough for somebody to have done it without being told.
 */
export const STARTING_FIRST_WITHIN_MIN = 60

export const minutesAfter = (at: Instant, minutes: number): Instant =>
  new Date(Date.parse(at) + minutes * 60_000).toISOString()

/** Why somebody is looked at: the score rose by two or more, is five or more, or one part alone is three. */
export const alarms = ['risen', 'high', 'single'] as const
export const alarm = z.enum(alarms)
export type Alarm = z.infer<typeof alarm>
export const RISE = 2
export const HIGH = 5

export function alarmsOf(
  now: { total: number; single: boolean },
  before: { total: number } | undefined,
): Alarm[] {
  return [
    ...(before && now.total - before.total >= RISE ? (['risen'] as const) : []),
    ...(now.total >= HIGH ? (['high'] as const) : []),
    ...(now.single ? (['single'] as const) : []),
  ]
}
