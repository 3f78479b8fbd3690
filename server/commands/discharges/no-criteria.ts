import type { Verb } from '../verb.ts'
import { doneFor, lockLeaving, refuseTaken, stepAt } from './leaving.ts'

/** The patient is here though they need not be in an acute bed (NHS: no criteria to reside), from `at` on. */
export const noCriteria: Verb<'discharges/no-criteria'> = async (tx, input, { by, now }) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  refuseTaken(encounter, encounter.no_criteria_since, 'no criteria to reside')
  await tx.rows('update encounter set no_criteria_since = $2, no_criteria_by = $3 where encounter_id = $1', [
    encounter.encounter_id,
    stepAt(encounter, input.at, now),
    by.who,
  ])
  return doneFor(tx, encounter, { encounter_id: encounter.encounter_id })
}
