/** When something happened: what may be said about it, and what is meant when nothing is said. Pure. */
import type { Instant } from '../../schema/terms.ts'
import { Refused } from './refused.ts'

/** Clocks of senders run a little ahead; more than this is a wrong clock, not a plan. */
export const FUTURE_TOLERANCE_MS = 5 * 60_000

/** Senders stamp by the second or the minute: what they tell of one instant is put apart by a millisecond each, no further. */
const ONE_STAMP_MS = 50

/** The same instant as the database writes it: UTC, milliseconds. Two of these compare as text. */
export const normal = (at: Instant): Instant => new Date(at).toISOString()

export const later = (at: Instant, ms: number): Instant => new Date(Date.parse(at) + ms).toISOString()

/**
 * The instant of an act.
 * @param said what the caller says; undefined: now.
 * @param after what is known to have happened before. An act without an instant comes after it, even when a sender's
 *   clock ran ahead, or when this transaction waited for the one that wrote it. An act of the same stamp comes no sooner
 *   than what was told before it: one came and went at 10:30, and the next who came to that bed at 10:30 came then.
 * @throws Refused `invalid-input` for more than 5 minutes in the future.
 */
export function instantOf(
  said: Instant | undefined,
  now: Instant,
  { field = 'at', after = [] }: { field?: string; after?: readonly (Instant | null)[] } = {},
): Instant {
  if (said !== undefined) {
    if (Date.parse(said) > Date.parse(now) + FUTURE_TOLERANCE_MS) {
      throw new Refused('invalid-input', `${field}: this is in the future; it has not happened yet`, {
        issues: [{ field, rule: 'at most 5 minutes in the future' }],
      })
    }
    return after.reduce<Instant>(
      (at, known) => (known !== null && known > at && isOfStamp(known, said) ? known : at),
      normal(said),
    )
  }
  return after.reduce<Instant>((at, known) => (known !== null && known >= at ? later(known, 1) : at), now)
}

function isOfStamp(instant: Instant, stamp: Instant): boolean {
  const stamped = Date.parse(stamp)
  return stamped % 1000 === 0 && Date.parse(instant) - stamped < ONE_STAMP_MS
}

/** "22 Nov, 14:05" on the site's clock, for messages to people. */
export function onTheClock(at: Instant, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
  }).format(new Date(at))
}
