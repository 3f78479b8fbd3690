import { instantOf, normal } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseUnlessOpen } from './encounter.ts'
import { openBedsOf } from './open-beds.ts'
import { sayExpected } from './say-expected.ts'

/** Says when the patient is expected to leave; null takes it back. Every saying is kept, with who said it. */
export const planDischarge: Verb<'admissions/plan-discharge'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  await sayExpected(tx, encounter.encounter_id, {
    expected_at: input.expected_discharge_at && normal(input.expected_discharge_at),
    at: instantOf(input.at, now),
    by: by.who,
  })
  return {
    result: { encounter_id: encounter.encounter_id },
    site: encounter.site,
    beds: await openBedsOf(tx, [encounter.encounter_id]),
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
