import { normal } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseUnlessOpen } from './encounter.ts'
import { openBedsOf } from './open-beds.ts'

/** Says when the patient is expected to leave; null takes it back. */
export const planDischarge: Verb<'admissions/plan-discharge'> = async (tx, input) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  await tx.rows('update encounter set expected_discharge_at = $2 where encounter_id = $1', [
    encounter.encounter_id,
    input.expected_discharge_at && normal(input.expected_discharge_at),
  ])
  return {
    result: { encounter_id: encounter.encounter_id },
    site: encounter.site,
    beds: await openBedsOf(tx, [encounter.encounter_id]),
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
