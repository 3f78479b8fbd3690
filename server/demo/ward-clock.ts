/** The hour on the wall of the demo's wards. */
import { DEMO_TIME_ZONE } from './layout.ts'

const HOUR_MS = 3_600_000
const format = new Intl.DateTimeFormat('en-GB', {
  timeZone: DEMO_TIME_ZONE,
  weekday: 'short',
  hour: 'numeric',
  hourCycle: 'h23',
})
const WEEK = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** One hour is asked about many times in a row, and formatting is slow: remember the last (offsets change on the hour). */
let last = { hour: Number.NaN, value: 0 }

/** 0 to 167; 0 is the hour after midnight on Monday, local time. @param at [ms since 1970] */
export function hourOfWeek(at: number): number {
  const hour = Math.floor(at / HOUR_MS)
  if (hour !== last.hour) {
    const parts = format.formatToParts(hour * HOUR_MS)
    const text = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
    last = { hour, value: WEEK.indexOf(text('weekday')) * 24 + Number(text('hour')) }
  }
  return last.value
}
