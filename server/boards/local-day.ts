/** When the local day of a site began, and which hours of it are left. */
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

/** The hours asked for last, by time zone. */
const lastHours = new Map<string, { from: Instant; until: Instant; left: HoursLeft }>()

export interface HoursLeft {
  /** When each begins; the first is the hour that runs. */
  starts: readonly Instant[]
  /** The end of the local day. */
  until: Instant
}

/** What is left of the local day: the hour that runs by the wall clocks of `time_zone`, and those after it until midnight. */
export function hoursLeft(now: Instant, time_zone: string): HoursLeft {
  const known = lastHours.get(time_zone)
  if (known && known.from <= now && now < known.until) return known.left
  const moment = zoned(now, time_zone)
  const midnight = moment.startOfDay().add({ days: 1 }).startOfDay()
  const starts: Instant[] = []
  let hour = moment.round({ smallestUnit: 'hour', roundingMode: 'floor' })
  for (; hour.epochMilliseconds < midnight.epochMilliseconds; hour = hour.add({ hours: 1 }))
    starts.push(instant(hour))
  const left = { starts, until: instant(midnight) }
  lastHours.set(time_zone, { from: starts[0] ?? now, until: starts[1] ?? left.until, left })
  return left
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
