import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { keepBed } from './keep-bed.ts'
import { lockBed } from './lock-beds.ts'

/** Keeps a bed for a patient who is on the way, at their site, or at the site to which a bed was asked for. */
export const reserve: Verb<'beds/reserve'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const bed = await lockBed(tx, input.site, input.bed)
  const goesThere =
    encounter.site === bed.site ||
    (await tx.row('select 1 from bed_request where encounter_id = $1 and ended_at is null and to_site = $2', [
      encounter.encounter_id,
      bed.site,
    ]))
  if (!goesThere) {
    throw new Refused('invalid-input', `This patient is at ${encounter.site}, the bed is at ${bed.site}.`)
  }
  return {
    result: { reservation_id: await keepBed(tx, bed, encounter, { by: by.who, now }) },
    site: bed.site,
    beds: [bed.bed_id],
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
