import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockLeaving } from './leaving.ts'

/** The order is taken back, and with it that the patient may leave. Barriers stay: they may be wanted all the same. */
export const unorder: Verb<'discharges/unorder'> = async (tx, input) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  if (encounter.discharge_ordered_at === null) {
    throw new Refused('already-done', `The discharge of ${encounter.name} is not ordered.`)
  }
  await tx.rows(
    `update encounter set discharge_ordered_at = null, discharge_ordered_by = null,
            ready_to_leave_at = null, ready_to_leave_by = null where encounter_id = $1`,
    [encounter.encounter_id],
  )
  return doneFor(tx, encounter, { encounter_id: encounter.encounter_id })
}
