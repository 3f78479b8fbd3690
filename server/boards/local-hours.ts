/** The hours of a site's local day, each with the hour of the week the clocks on its walls show. */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../schema/terms.ts'
import { endOfDay, startOfDay } from './local-day.ts'

export interface LocalHour {
  from: Instant
  /** 0: Monday from midnight. */
  hour_of_week: number
}

interface Hours {
  day: Instant
  hours: readonly LocalHour[]
}
/** Those asked for last, by time zone. */
const lastAsked = new Map<string, Hours>()

/** 24 of them, or 23 or 25 when clocks change; an hour that comes twice is twice the same hour of the week. */
export function hoursOfDay(now: Instant, time_zone: string): readonly LocalHour[] {
  const day = startOfDay(now, time_zone)
  const known = lastAsked.get(time_zone)
  if (known?.day === day) return known.hours
  const end = Date.parse(endOfDay(now, time_zone))
  const hours: LocalHour[] = []
  for (let at = Date.parse(day); at < end; at += 3_600_000)
    hours.push({ from: new Date(at).toISOString(), hour_of_week: hourOfWeek(at, time_zone) })
  lastAsked.set(time_zone, { day, hours })
  return hours
}

function hourOfWeek(at: number, time_zone: string): number {
  const moment = Temporal.Instant.fromEpochMilliseconds(at)
  let zoned
  try {
    zoned = moment.toZonedDateTimeISO(time_zone)
  } catch {
    zoned = moment.toZonedDateTimeISO('UTC')
  }
  return (zoned.dayOfWeek - 1) * 24 + zoned.hour
}
