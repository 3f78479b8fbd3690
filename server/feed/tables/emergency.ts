/** The emergency department: by what rules it goes, who is there, which ambulances, and what is usual. */
import type { ArrivalMode, CriticalKind, TriageScale } from '../../../schema/emergency.ts'
import type { Disposition, Instant } from '../../../schema/terms.ts'
import { SINCE, always, openOrRecent, type Specs } from './kept.ts'

export interface EmergencyTables {
  ed_setting: {
    site: string
    scale: TriageScale
    own_categories: string[]
    space_min: number | null
    boarding_min: number | null
    stay_min: number | null
    four_hour_min: number | null
    twelve_hour_min: number | null
    nedocs_counts: CriticalKind
    nedocs_cap: number | null
    attendings: number | null
    attendings_at: Instant | null
    attendings_by: string | null
  }
  ed_usual: { site: string; hour_of_week: number; weeks: number; low: number; mid: number; high: number }
  ed_visit: {
    ed_visit_id: number
    encounter_id: number
    site: string
    mode: ArrivalMode
    complaint: string | null
    critical: CriticalKind | null
    orders_pending: number
    results_pending: number
    arrived_at: Instant
    triaged_at: Instant | null
    scale: TriageScale | null
    category: number | null
    space_at: Instant | null
    seen_at: Instant | null
    decided_at: Instant | null
    left_at: Instant | null
    left_how: Disposition | 'admitted' | null
    cancelled_at: Instant | null
  }
  ed_ambulance: {
    ambulance_id: number
    site: string
    call_sign: string
    expected_at: Instant | null
    complaint: string | null
    category: number | null
    announced_at: Instant
    announced_by: string
    arrived_at: Instant | null
    handed_over_at: Instant | null
    encounter_id: number | null
    cancelled_at: Instant | null
    cancelled_by: string | null
    cancelled_why: string | null
  }
}

export const emergencyTables: Specs<EmergencyTables> = {
  ed_setting: { key: ['site'], lookups: [], load: 'select * from ed_setting', until: always },
  ed_usual: {
    key: ['site', 'hour_of_week'],
    lookups: ['site'],
    load: 'select * from ed_usual',
    until: always,
  },
  ed_visit: {
    key: ['ed_visit_id'],
    lookups: ['encounter_id', 'site'],
    load: `select * from ed_visit where cancelled_at is null and coalesce(left_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.left_at, row.cancelled_at),
  },
  ed_ambulance: {
    key: ['ambulance_id'],
    lookups: ['encounter_id', 'site'],
    load: `select * from ed_ambulance where cancelled_at is null and coalesce(handed_over_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.handed_over_at, row.cancelled_at),
  },
}
