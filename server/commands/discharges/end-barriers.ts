/** What is still open when an encounter ends is not done: it is cancelled as what it is, and comes back with its patient. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/** Why a barrier was cancelled that was open when its patient left. */
export const LEFT = 'left'

/** Nobody waits for these any more. @param why what ended the encounter */
export async function endBarriersOf(
  tx: Tx,
  encounterId: number,
  { at, by, why }: { at: Instant; by: string; why: string },
): Promise<void> {
  await tx.rows(
    `update discharge_barrier set cancelled_at = greatest($2, raised_at), cancelled_by = $3, cancelled_why = $4
      where encounter_id = $1 and cleared_at is null and cancelled_at is null`,
    [encounterId, at, by, why],
  )
}

/** The patient did not leave after all, and waits again for what was open then. */
export async function reopenBarriersOf(tx: Tx, encounterId: number, leftAt: Instant): Promise<void> {
  // A move told late may have put the end a millisecond later than it was when the barriers ended.
  await tx.rows(
    `update discharge_barrier set cancelled_at = null, cancelled_by = null, cancelled_why = null
      where encounter_id = $1 and cancelled_why = $2 and cancelled_at > $3::timestamptz - interval '1 second'`,
    [encounterId, LEFT, leftAt],
  )
}
