import type { Verb } from '../verb.ts'
import { doneFor, lockLeaving, refuseTaken, stepAt } from './leaving.ts'

/** The discharge is ordered. What else must be done first are barriers; an order alone lets nobody go. */
export const order: Verb<'discharges/order'> = async (tx, input, { by, now }) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  refuseTaken(encounter, encounter.discharge_ordered_at, 'the discharge is ordered')
  await tx.rows(
    'update encounter set discharge_ordered_at = $2, discharge_ordered_by = $3 where encounter_id = $1',
    [encounter.encounter_id, stepAt(encounter, input.at, now), by.who],
  )
  return doneFor(tx, encounter, { encounter_id: encounter.encounter_id })
}
