/** Which ADT event tells a receiver what is new to it. Pure. */
import type { OutboundKind } from '../../../schema/commands/interfaces.ts'
import type { VisitNow } from './what-is-so.ts'

/**
 * @param before what the receiver was told last; undefined: never of this visit
 * @param command what was done: a move that is taken back is told as that, not as another move
 * @returns undefined when there is nothing to tell
 */
export function visitEvent(
  before: VisitNow | undefined,
  now: VisitNow,
  command: string,
): Exclude<OutboundKind, 'A17' | 'A20'> | undefined {
  if (!before) {
    if (now.cancelled || now.place === null) return undefined
    return now.ended_at === null ? 'A01' : 'A03'
  }
  if (now.cancelled) return before.cancelled ? undefined : 'A11'
  if (before.cancelled) return 'A01'
  if (before.ended_at === null && now.ended_at !== null) return 'A03'
  if (before.ended_at !== null && now.ended_at === null) return 'A13'
  if (before.place !== now.place) return command === 'admissions/cancel-transfer' ? 'A12' : 'A02'
  return sameDetails(before, now) ? undefined : 'A08'
}

/** Where a time alone was corrected, it is told as an update too. */
function sameDetails(a: VisitNow, b: VisitNow): boolean {
  return details(a) === details(b)
}

const details = (visit: VisitNow): string =>
  JSON.stringify([
    visit.visit,
    visit.class,
    visit.mrn,
    visit.family,
    visit.given,
    visit.birth_date,
    visit.sex,
    visit.hidden,
    visit.since,
    visit.started_at,
    visit.ended_at,
    visit.disposition,
    visit.expected_discharge_at,
  ])
