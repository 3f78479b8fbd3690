import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockLeaving } from './leaving.ts'

/** The patient cannot leave yet after all. The order stands. */
export const notReady: Verb<'discharges/not-ready'> = async (tx, input) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  if (encounter.ready_to_leave_at === null) {
    throw new Refused('already-done', `${encounter.name} has not been said to be ready to leave.`)
  }
  await tx.rows(
    'update encounter set ready_to_leave_at = null, ready_to_leave_by = null where encounter_id = $1',
    [encounter.encounter_id],
  )
  return doneFor(tx, encounter, { encounter_id: encounter.encounter_id })
}
