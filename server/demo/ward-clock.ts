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

/** The same hours are asked about again and again, and formatting is slow (offsets change on the hour, if at all). */
const known = new Map<number, number>()
const MOST_KNOWN = 5000

/** 0 to 167; 0 is the hour after midnight on Monday, local time. @param at [ms since 1970] */
export function hourOfWeek(at: number): number {
  const hour = Math.floor(at / HOUR_MS)
  const remembered = known.get(hour)
  if (remembered !== undefined) return remembered
  const parts = format.formatToParts(hour * HOUR_MS)
  const text = (type: string): string => parts.find((part) => part.type === type)?.value ?? ''
  const value = WEEK.indexOf(text('weekday')) * 24 + Number(text('hour'))
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(hour, value)
  return value
}
