/**
 * HL7 time stamps (TS, DTM, DT): YYYY[MM[DD[HH[MM[SS[.S[S[S[S]]]]]]]]][+/-ZZZZ]. Where no offset is said, the clock on
 * the sender's wall: in the hour that a clock change skips or repeats, 'compatible' as RFC 5545 says it. Pure.
 */
import { Temporal } from 'temporal-polyfill'
import type { Instant } from '../../../schema/terms.ts'

const STAMP =
  /^(\d{4})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:(\d{2})(?:\.(\d{1,9}))?)?)?)?)?)?([+-]\d{4})?$/

/** @returns undefined for what is no time stamp, or a day or an hour that does not exist. */
export function instantOf(stamp: string | undefined, timeZone: string): Instant | undefined {
  const parts = partsOf(stamp)
  if (!parts) return undefined
  try {
    const clock = Temporal.PlainDateTime.from(parts.clock, { overflow: 'reject' })
    const zone =
      parts.offset === undefined ? timeZone : `${parts.offset.slice(0, 3)}:${parts.offset.slice(3)}`
    const zoned = clock.toZonedDateTime(zone, { disambiguation: 'compatible' })
    return new Date(zoned.epochMilliseconds).toISOString()
  } catch {
    return undefined // no such day, hour or offset
  }
}

/** Whether a stamp says a day but no time of it. */
export function saysOnlyTheDay(stamp: string): boolean {
  return /^\d{8}$/.test(stamp)
}

/** The date of birth in a stamp, whatever follows it; null where a day is not said, does not exist, or is prose. */
export function birthDateOf(stamp: string): string | null {
  const parts = partsOf(stamp)
  if (!parts || !/^\d{8}/.test(stamp.trim())) return null
  try {
    return Temporal.PlainDate.from(parts.clock, { overflow: 'reject' }).toString()
  } catch {
    return null
  }
}

function partsOf(stamp: string | undefined) {
  const found = STAMP.exec(stamp?.trim() ?? '')
  if (!found) return undefined
  const [, year, month = '1', day = '1', hour = '0', minute = '0', second = '0', fraction = '', offset] =
    found
  return {
    clock: {
      year: Number(year),
      month: Number(month),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      second: second === '60' ? 59 : Number(second), // a leap second
      millisecond: Number(fraction.slice(0, 3).padEnd(3, '0')),
    },
    offset,
  }
}
