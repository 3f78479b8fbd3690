/** A bed that is asked for, or an encounter that becomes an inpatient's, is a decision to admit, whoever says it. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/** Puts the decision on record for somebody who is in the emergency department, unless it is. */
export async function decidedIfHere(
  tx: Tx,
  encounterId: number,
  { at, who }: { at: Instant; who: string },
): Promise<void> {
  await tx.rows(
    `insert into ed_step (encounter_id, kind, at, who)
     select encounter_id, 'decided', greatest(arrived_at, $2), $3 from ed_visit
      where encounter_id = $1 and left_at is null and decided_at is null and cancelled_at is null`,
    [encounterId, at, who],
  )
}
