/** When the local day of a site began, and which hours it plans for. */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../schema/terms.ts'

interface Day {
  before: Instant
  from: Instant
  until: Instant
}
/** The day asked for last, by time zone: boards ask thousands of times within one. */
const lastAsked = new Map<string, Day>()

/**
 * The first instant of the day that `now` falls in, by the wall clocks of `time_zone` (IANA). Right on days of 23 and 25
 * hours, and where a day begins at 01:00 since midnight was skipped. A zone nobody knows counts as UTC: one site's typing error
 * must not stop every board.
 */
export const startOfDay = (now: Instant, time_zone: string): Instant => dayOf(now, time_zone).from

/** The first instant of the day before, which may be longer or shorter than this. */
export const startOfDayBefore = (now: Instant, time_zone: string): Instant => dayOf(now, time_zone).before

/** The first instant of the next day. */
export const endOfDay = (now: Instant, time_zone: string): Instant => dayOf(now, time_zone).until

function dayOf(now: Instant, time_zone: string): Day {
  const known = lastAsked.get(time_zone)
  if (known && known.from <= now && now < known.until) return known
  const day = zoned(now, time_zone).startOfDay()
  const before = instant(day.subtract({ days: 1 }).startOfDay())
  const asked = { before, from: instant(day), until: instant(day.add({ days: 1 }).startOfDay()) }
  lastAsked.set(time_zone, asked)
  return asked
}

/** How far a house looks ahead at the least: at 23:00 the rest of the day is no plan. */
const AHEAD_HOURS = 12
/** The horizon asked for last, by time zone. */
const lastHorizons = new Map<string, { from: Instant; until: Instant; horizon: Horizon }>()

export interface Horizon {
  /** When each hour begins; the first is the hour that runs. */
  starts: readonly Instant[]
  /** Where the last one ends. */
  until: Instant
}

/**
 * The hours to plan for: the one that runs by the wall clocks of `time_zone` and those after it, to the end of the local day and
 * twelve hours at the least.
 */
export function horizonOf(now: Instant, time_zone: string): Horizon {
  const known = lastHorizons.get(time_zone)
  if (known && known.from <= now && now < known.until) return known.horizon
  const moment = zoned(now, time_zone)
  const midnight = moment.startOfDay().add({ days: 1 }).startOfDay().epochMilliseconds
  const starts: Instant[] = []
  let hour = moment.round({ smallestUnit: 'hour', roundingMode: 'floor' })
  for (; starts.length < AHEAD_HOURS || hour.epochMilliseconds < midnight; hour = hour.add({ hours: 1 }))
    starts.push(instant(hour))
  const horizon = { starts, until: instant(hour) }
  lastHorizons.set(time_zone, { from: starts[0] ?? now, until: starts[1] ?? horizon.until, horizon })
  return horizon
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
