/** A bed as a command finds it, locked, with what is open on it. */
import { bedStateOf, type OpenTurn } from '../../../schema/bed-state.ts'
import type { TurnOpenedBy } from '../../../schema/jobs.ts'
import type { BedState, BlockReason, CleaningPriority, Instant, SexRule } from '../../../schema/terms.ts'

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
  reservation: {
    reservation_id: number
    encounter_id: number
    patient_id: number
    name: string
    made_at: Instant
    made_by: string | null
  } | null
  /** The open turn. */
  turnover: Turnover | null
  /** When the last patient left; null: nobody ever lay here. */
  last_left_at: Instant | null
}

export interface Turnover extends OpenTurn {
  turnover_id: number
  opened_by: TurnOpenedBy
  priority: CleaningPriority
  assigned_to: string | null
  assigned_at: Instant | null
  started_by: string | null
  /** Since when it is paused; null: it is not. */
  paused_at: Instant | null
}

export const stateOf = (bed: BedNow): { state: BedState; since: Instant } => bedStateOf({ bed, ...bed })
