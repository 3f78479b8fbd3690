/** A bed that is asked for, or an encounter that becomes an inpatient's, is a decision to admit, whoever says it. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/**
 * Puts the decision on record for somebody who is in the emergency department, unless it is. It makes an inpatient of who was
 * there as an emergency, from that instant on.
 */
export async function decidedIfHere(
  tx: Tx,
  encounterId: number,
  { at, who }: { at: Instant; who: string },
): Promise<void> {
  await tx.rows(
    `with decision as (
       insert into ed_step (encounter_id, kind, at, who)
       select encounter_id, 'decided', greatest(arrived_at, $2), $3 from ed_visit
        where encounter_id = $1 and left_at is null and decided_at is null and cancelled_at is null
       returning encounter_id, at)
     update encounter e set class = 'inpatient', classified_at = decision.at
       from decision where e.encounter_id = decision.encounter_id and e.class = 'emergency'`,
    [encounterId, at, who],
  )
}

/**
 * Before the decision is taken back: who is an inpatient since that very instant is an emergency again, as if never decided.
 * Not who went to a ward by it (there they are an inpatient, whenever it was decided), nor whose class was said at another time.
 */
export async function emergencyAgain(tx: Tx, encounterId: number): Promise<void> {
  await tx.rows(
    `update encounter e set class = 'emergency', classified_at = null
       from ed_visit v
      where e.encounter_id = $1 and v.encounter_id = e.encounter_id and v.left_how is distinct from 'admitted'
        and e.class = 'inpatient' and e.classified_at = v.decided_at`,
    [encounterId],
  )
}
