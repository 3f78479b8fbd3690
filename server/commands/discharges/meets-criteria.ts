import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockLeaving } from './leaving.ts'

/** The patient needs an acute bed (again). */
export const meetsCriteria: Verb<'discharges/meets-criteria'> = async (tx, input) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  if (encounter.no_criteria_since === null) {
    throw new Refused(
      'already-done',
      `${encounter.name} meets the criteria to reside, as far as is on record.`,
    )
  }
  await tx.rows(
    'update encounter set no_criteria_since = null, no_criteria_by = null where encounter_id = $1',
    [encounter.encounter_id],
  )
  return doneFor(tx, encounter, { encounter_id: encounter.encounter_id })
}
