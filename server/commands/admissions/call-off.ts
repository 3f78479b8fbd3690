/** An encounter that never was. Encounter and stays stay on record as cancelled, with who and why. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Done } from '../verb.ts'
import type { Encounter } from './encounter.ts'
import { endAllOf } from './end-all.ts'
import { lockBedsOf, planned, readStays, rewrite } from './stays.ts'

/**
 * The bed the patient was said to lie in is vacated, not ready: nobody at the keyboard knows whether they had lain down.
 * A walk to a bed found clean costs a minute and one `finish` ("found clean"); a patient put into another's sheets costs
 * more. Only a stay that had not begun by now leaves its bed as it was.
 *
 * @param encounter locked by the caller, who has refused what cannot be called off
 * @param why what was called off, for the turns and the reservation; `given` is what the person said
 */
export async function callOff(
  tx: Tx,
  encounter: Encounter,
  { by, now, why, given }: { by: string; now: Instant; why: string; given: string },
): Promise<Done<{ encounter_id: number }>> {
  const { encounter_id } = encounter
  const known = await readStays(tx, encounter)
  await lockBedsOf(tx, [known])
  const at = instantOf(undefined, now)
  await tx.rows(
    'update encounter set cancelled_at = $2, cancelled_by = $3, cancelled_why = $4 where encounter_id = $1',
    [encounter_id, at, by, given],
  )
  const never = { points: [], end: null }
  const beds = await rewrite(tx, [planned(known, never)], { at, why, left: 'used' })
  const released = await endAllOf(tx, encounter_id, { at, by, why })
  return {
    result: { encounter_id },
    site: encounter.site,
    beds: [...beds, ...released],
    encounters: [encounter_id],
    patients: [encounter.patient_id],
  }
}

/** @throws Refused `already-done` when it was called off before */
export function refuseCalledOff(encounter: Encounter, what: 'admission' | 'visit'): void {
  if (encounter.cancelled_at === null) return
  throw new Refused('already-done', `This ${what} of ${encounter.name} was cancelled already.`, {
    since: encounter.cancelled_at,
  })
}
