import { lockEncounter, refuseCancelled } from '../admissions/encounter.ts'
import { refuseKnownVisit } from '../admissions/known-visit.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** The visit goes by another number. Refused when another visit has it, or when this one has it already. */
export const renumber: Verb<'visits/renumber'> = async (tx, input) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  const { encounter_id, site, patient_id } = encounter
  const same = await tx.row('select 1 as one from encounter where encounter_id = $1 and visit = $2', [
    encounter_id,
    input.visit,
  ])
  if (same) throw new Refused('already-done', `The visit has the number ${input.visit} already.`)
  await refuseKnownVisit(tx, site, input.visit)
  await tx.rows('update encounter set visit = $2 where encounter_id = $1', [encounter_id, input.visit])
  return { result: { encounter_id }, site, encounters: [encounter_id], patients: [patient_id] }
}
