/** What a bed is right now follows from what is open on it. It is stored nowhere, and said here once. */
import type { BedState, Instant } from './terms.ts'

export interface OpenTurn {
  vacated_at: Instant | null
  asked_at: Instant | null
  started_at: Instant | null
}

/** A bed with what is open on it. */
export interface WhatIsOpen {
  bed: { staffed: boolean; blocked_at: Instant | null; ready_since: Instant }
  stay: { began_at: Instant } | null | undefined
  turnover: OpenTurn | null | undefined
  reservation: { made_at: Instant } | null | undefined
}

/**
 * Who lies there outweighs everything; then what forbids its use; then what its turn is at; then who it is kept for.
 * DEFINITIONS section 2.
 */
export function bedStateOf({ bed, stay, turnover, reservation }: WhatIsOpen): {
  state: BedState
  since: Instant
} {
  if (stay) return { state: 'occupied', since: stay.began_at }
  if (bed.blocked_at !== null) return { state: 'blocked', since: bed.blocked_at }
  if (!bed.staffed) return { state: 'closed', since: bed.ready_since }
  const turn = turnStateOf(turnover)
  if (turn) return turn
  if (reservation) return { state: 'reserved', since: reservation.made_at }
  return { state: 'ready', since: bed.ready_since }
}

/** How far a turn has come; undefined: there is none. (Begun with nothing: the table's check forbids it.) */
export function turnStateOf(
  turn: OpenTurn | null | undefined,
): { state: BedState; since: Instant } | undefined {
  if (!turn) return undefined
  if (turn.started_at !== null) return { state: 'cleaning', since: turn.started_at }
  if (turn.asked_at !== null) return { state: 'dirty', since: turn.asked_at }
  return turn.vacated_at === null ? undefined : { state: 'vacated', since: turn.vacated_at }
}
