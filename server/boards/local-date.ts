/** The calendar date and the hour that the clocks of a site show at an instant. */
import type { Instant } from '../../schema/terms.ts'

export interface OnTheWall {
  /** "2026-11-22" */
  date: string
  /** 0 to 23 */
  hour: number
}

const formats = new Map<string, Intl.DateTimeFormat>()

/** By the wall clocks of `time_zone` (IANA); a zone nobody knows counts as UTC, as in local-day. */
export function onTheWall(at: Instant, time_zone: string): OnTheWall {
  let format = formats.get(time_zone)
  if (!format) formats.set(time_zone, (format = formatOf(time_zone)))
  const [date = '', hour = ''] = format.format(Date.parse(at)).split(' ')
  return { date, hour: Number(hour) }
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  // Swedish writes dates as ISO 8601 does: "2026-11-22 14".
  const shape = {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  } as const
  try {
    return new Intl.DateTimeFormat('sv-SE', { ...shape, timeZone })
  } catch {
    return new Intl.DateTimeFormat('sv-SE', { ...shape, timeZone: 'UTC' })
  }
}
