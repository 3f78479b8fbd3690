import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'

/** @throws Refused `already-exists` when the visit number is on record, and not cancelled */
export async function refuseKnownVisit(tx: Tx, site: string, visit: string): Promise<void> {
  const known = await tx.row<{ encounter_id: number; patient_id: number }>(
    'select encounter_id, patient_id from encounter where site = $1 and visit = $2 and cancelled_at is null',
    [site, visit],
  )
  if (!known) return
  throw new Refused('already-exists', `Visit ${visit} is on record already.`, { ...known, visit })
}
