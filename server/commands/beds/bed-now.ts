/** What a bed is right now, from what is open on it. Pure; the boards derive the same (DEFINITIONS section 2). */
import type { BedState, BlockReason, Instant, SexRule } from '../../../schema/terms.ts'

export interface BedNow {
  bed_id: number
  unit_id: number
  site: string
  time_zone: string
  code: string
  unit: string
  sex_rule: SexRule
  staffed: boolean
  block_reason: BlockReason | null
  blocked_at: Instant | null
  ready_since: Instant
  /** The open stay. */
  stay: { encounter_id: number; name: string; mrn: string; began_at: Instant } | null
  reservation: { reservation_id: number; encounter_id: number; name: string; made_at: Instant } | null
  /** The open turn. */
  turnover: Turnover | null
  /** When the last patient left; null: nobody ever lay here. */
  last_left_at: Instant | null
}

export interface Turnover {
  turnover_id: number
  vacated_at: Instant | null
  asked_at: Instant | null
  started_at: Instant | null
}

/** Precedence: occupied, blocked, closed, cleaning, dirty, vacated, reserved, ready. */
export function stateOf(bed: BedNow): { state: BedState; since: Instant } {
  if (bed.stay) return { state: 'occupied', since: bed.stay.began_at }
  if (bed.blocked_at !== null) return { state: 'blocked', since: bed.blocked_at }
  if (!bed.staffed) return { state: 'closed', since: bed.ready_since }
  const turn = turnState(bed.turnover)
  if (turn) return turn
  if (bed.reservation) return { state: 'reserved', since: bed.reservation.made_at }
  return { state: 'ready', since: bed.ready_since }
}

/** How far a turn has come; undefined: there is none. */
export function turnState(turn: Turnover | null): { state: BedState; since: Instant } | undefined {
  if (!turn) return undefined
  if (turn.started_at !== null) return { state: 'cleaning', since: turn.started_at }
  if (turn.asked_at !== null) return { state: 'dirty', since: turn.asked_at }
  if (turn.vacated_at !== null) return { state: 'vacated', since: turn.vacated_at }
  throw new Error('a turn began with nothing') // the table's check forbids it
}
