/** Who asks for a bed, which is kept for whom, and who must be kept apart. */
import type {
  DeclineReason,
  FromKind,
  NeededLevel,
  PrecautionKind,
  RequestPriority,
} from '../../../schema/placement/words.ts'
import type { BedFeature, Instant, UnitKind } from '../../../schema/terms.ts'
import { whileOpen, type Specs } from './kept.ts'

export interface PlacementTables {
  reservation: {
    reservation_id: number
    bed_id: number
    encounter_id: number
    made_at: Instant
    made_by: string | null
    ended_at: Instant | null
  }
  precaution: {
    precaution_id: number
    encounter_id: number
    kind: PrecautionKind
    organism: string | null
    began_at: Instant
    ended_at: Instant | null
  }
  bed_request: {
    request_id: number
    site: string
    to_site: string
    encounter_id: number
    unit_id: number | null
    unit_kind: UnitKind | null
    level: NeededLevel
    features: BedFeature[]
    specialty: string | null
    priority: RequestPriority
    from_kind: FromKind
    from_note: string | null
    asked_at: Instant
    asked_by: string
    ready_at: Instant | null
    ended_at: Instant | null
  }
  bed_request_decline: {
    decline_id: number
    request_id: number
    unit_id: number
    bed_id: number | null
    reason: DeclineReason
    note: string | null
    at: Instant
    who: string
    ended_at: Instant | null
    cancelled_at: Instant | null
  }
}

export const placementTables: Specs<PlacementTables> = {
  reservation: {
    key: ['reservation_id'],
    lookups: ['bed_id', 'encounter_id'],
    load: 'select * from reservation where ended_at is null',
    until: (row) => whileOpen(row.ended_at === null),
  },
  // What is over leaves: a patient who goes ends their precautions and their request with them.
  precaution: {
    key: ['precaution_id'],
    lookups: ['encounter_id'],
    load: 'select * from precaution where ended_at is null',
    until: (row) => whileOpen(row.ended_at === null),
  },
  bed_request: {
    key: ['request_id'],
    lookups: ['encounter_id', 'to_site', 'unit_id'],
    load: 'select * from bed_request where ended_at is null',
    until: (row) => whileOpen(row.ended_at === null),
  },
  bed_request_decline: {
    key: ['decline_id'],
    lookups: ['request_id'],
    load: 'select * from bed_request_decline where ended_at is null and cancelled_at is null',
    until: (row) => whileOpen(row.ended_at === null && row.cancelled_at === null),
  },
}
