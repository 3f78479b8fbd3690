/** When the local day of a site began. */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../schema/terms.ts'

/** The day asked for last, by time zone: boards ask thousands of times within one. */
const lastAsked = new Map<string, { from: Instant; until: Instant }>()

/**
 * The first instant of the day that `now` falls in, by the wall clocks of `time_zone` (IANA). Right on days of 23 and 25
 * hours, and where a day begins at 01:00 since midnight was skipped. A zone nobody knows counts as UTC: one site's typing error
 * must not stop every board.
 */
export function startOfDay(now: Instant, time_zone: string): Instant {
  const known = lastAsked.get(time_zone)
  if (known && known.from <= now && now < known.until) return known.from
  const day = zoned(now, time_zone).startOfDay()
  const from = instant(day)
  lastAsked.set(time_zone, { from, until: instant(day.add({ days: 1 }).startOfDay()) })
  return from
}

function zoned(now: Instant, time_zone: string): Temporal.ZonedDateTime {
  const moment = Temporal.Instant.from(now)
  try {
    return moment.toZonedDateTimeISO(time_zone)
  } catch {
    return moment.toZonedDateTimeISO('UTC')
  }
}

const instant = (moment: Temporal.ZonedDateTime): Instant => new Date(moment.epochMilliseconds).toISOString()
