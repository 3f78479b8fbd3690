/** What turns a bed over, and who carries whom. */
import type { CleaningPriority, Instant } from '../../../schema/terms.ts'
import type { PauseReason, PorterLoad, PorterNeed, TurnOpenedBy } from '../../../schema/jobs.ts'
import { SINCE, openOrRecent, type Specs } from './kept.ts'

export interface JobTables {
  turnover: {
    turnover_id: number
    bed_id: number
    vacated_at: Instant | null
    asked_at: Instant | null
    started_at: Instant | null
    finished_at: Instant | null
    priority: CleaningPriority
    cancelled_at: Instant | null
    opened_by: TurnOpenedBy
    assigned_to: string | null
    assigned_at: Instant | null
    isolation: boolean
    inspected_at: Instant | null
    passed: boolean | null
  }
  porter_job: {
    porter_job_id: number
    site: string
    what: PorterLoad
    from_unit_id: number
    from_bed_id: number | null
    to_unit_id: number
    to_bed_id: number | null
    needs: PorterNeed[]
    priority: CleaningPriority
    asked_at: Instant
    assigned_to: string | null
    assigned_at: Instant | null
    started_at: Instant | null
    finished_at: Instant | null
    cancelled_at: Instant | null
  }
  /** Of exactly one of the two. */
  pause: {
    pause_id: number
    turnover_id: number | null
    porter_job_id: number | null
    began_at: Instant
    ended_at: Instant | null
    reason: PauseReason
  }
}

export const jobTables: Specs<JobTables> = {
  turnover: {
    key: ['turnover_id'],
    lookups: ['bed_id'],
    load: `select * from turnover where cancelled_at is null and coalesce(finished_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.finished_at, row.cancelled_at),
  },
  porter_job: {
    key: ['porter_job_id'],
    lookups: ['site', 'from_unit_id', 'to_unit_id', 'from_bed_id', 'to_bed_id'],
    load: `select * from porter_job where cancelled_at is null and coalesce(finished_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.finished_at, row.cancelled_at),
  },
  pause: {
    key: ['pause_id'],
    lookups: ['turnover_id', 'porter_job_id'],
    load: `select * from pause where coalesce(ended_at, 'infinity') > ${SINCE}`,
    until: (row) => openOrRecent(row.ended_at),
  },
}
