import { endBarriersOf } from '../discharges/end-barriers.ts'
import { instantOf } from '../instants.ts'
import { cancelRequestOf } from '../placement/end-request.ts'
import { endPrecautionsOf } from '../placement/precautions-of.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseUnlessOpen } from './encounter.ts'
import { endReservationOf } from './end-reservation.ts'
import { lockBedsOf, planned, readStays, rewrite } from './stays.ts'

/**
 * The admission was a mistake, or it was decided not to admit after all (HL7 A11 means either). Encounter and stays stay
 * on record as cancelled.
 *
 * The bed the patient was said to lie in is vacated, not ready: nobody at the keyboard knows whether they had lain down.
 * A walk to a bed found clean costs a minute and one `finish` ("found clean"); a patient put into another's sheets costs
 * more. Only a stay that had not begun by now leaves its bed as it was.
 */
export const cancelAdmit: Verb<'admissions/cancel-admit'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  if (encounter.cancelled_at !== null) {
    throw new Refused('already-done', `This admission of ${encounter.name} was cancelled already.`, {
      since: encounter.cancelled_at,
    })
  }
  refuseUnlessOpen(encounter)
  const known = await readStays(tx, encounter)
  await lockBedsOf(tx, [known])
  const at = instantOf(undefined, now)
  await tx.rows(
    'update encounter set cancelled_at = $2, cancelled_by = $3, cancelled_why = $4 where encounter_id = $1',
    [encounter.encounter_id, at, by.who, input.why],
  )
  await endBarriersOf(tx, encounter.encounter_id, { at, by: by.who, why: 'admission cancelled' })
  const never = { points: [], end: null }
  const beds = await rewrite(tx, [planned(known, never)], { at, why: 'admission cancelled', left: 'used' })
  await endPrecautionsOf(tx, encounter.encounter_id, { at, by: by.who })
  await cancelRequestOf(tx, encounter.encounter_id, { at, by: by.who, why: 'admission cancelled' })
  const released = await endReservationOf(tx, encounter.encounter_id, { at, why: 'admission cancelled' })
  return {
    result: { encounter_id: encounter.encounter_id },
    site: encounter.site,
    beds: [...beds, ...released],
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
