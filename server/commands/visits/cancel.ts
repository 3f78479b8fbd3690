import { lockEncounter, refuseCancelled } from '../admissions/encounter.ts'
import { endReservationOf } from '../admissions/end-reservation.ts'
import { lockBedsOf, planned, readStays, rewrite } from '../admissions/stays.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/**
 * The visit never was (HL7 A23). Unlike cancel-admit also of a patient who has left: the bed they lay in was turned since,
 * or is turned as it is, and stays so. A bed they are said to lie in now is vacated, for the reason given at cancel-admit.
 */
export const cancel: Verb<'visits/cancel'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  if (encounter.cancelled_at !== null) {
    throw new Refused('already-done', `This visit of ${encounter.name} was cancelled already.`, {
      since: encounter.cancelled_at,
    })
  }
  refuseCancelled(encounter)
  const known = await readStays(tx, encounter)
  await lockBedsOf(tx, [known])
  const at = instantOf(undefined, now)
  await tx.rows(
    'update encounter set cancelled_at = $2, cancelled_by = $3, cancelled_why = $4 where encounter_id = $1',
    [encounter.encounter_id, at, by.who, input.why],
  )
  const never = { points: [], end: null }
  const beds = await rewrite(tx, [planned(known, never)], { at, why: 'visit cancelled', left: 'used' })
  const released = await endReservationOf(tx, encounter.encounter_id, { at, why: 'visit cancelled' })
  return {
    result: { encounter_id: encounter.encounter_id },
    site: encounter.site,
    beds: [...beds, ...released],
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
