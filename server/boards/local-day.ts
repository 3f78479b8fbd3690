/** When the local day of a site began. */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../schema/terms.ts'

/** The day asked for last, by time zone: boards ask thousands of times within one. */
const lastAsked = new Map<string, { from: Instant; until: Instant }>()

/**
 * The first instant of the day that `now` falls in, by the wall clocks of `time_zone` (IANA). Right on days of 23 and 25
 * hours, and where a day begins at 01:00 since midnight was skipped.
 */
export function startOfDay(now: Instant, time_zone: string): Instant {
  const known = lastAsked.get(time_zone)
  if (known && known.from <= now && now < known.until) return known.from
  const day = Temporal.Instant.from(now).toZonedDateTimeISO(time_zone).startOfDay()
  const from = instant(day)
  lastAsked.set(time_zone, { from, until: instant(day.add({ days: 1 }).startOfDay()) })
  return from
}

const instant = (moment: Temporal.ZonedDateTime): Instant => new Date(moment.epochMilliseconds).toISOString()
