/** What keeps a patient from leaving. */
import type { BarrierKind } from '../../../schema/leaving.ts'
import type { Instant } from '../../../schema/terms.ts'
import { whileOpen, type Specs } from './kept.ts'

export interface DischargeTables {
  discharge_barrier: {
    barrier_id: number
    encounter_id: number
    kind: BarrierKind
    note: string | null
    owner: string | null
    due_at: Instant | null
    raised_at: Instant
    cleared_at: Instant | null
    cancelled_at: Instant | null
  }
}

export const dischargeTables: Specs<DischargeTables> = {
  // Once done it is of no interest to a screen; leaving ends what is open, so none stays open behind its patient.
  discharge_barrier: {
    key: ['barrier_id'],
    lookups: ['encounter_id'],
    load: 'select * from discharge_barrier where cleared_at is null and cancelled_at is null',
    until: (row) => whileOpen(row.cleared_at === null && row.cancelled_at === null),
  },
}
