import { doneFor } from '../discharges/leaving.ts'
import type { Verb } from '../verb.ts'
import { lockSet } from './set-now.ts'

/** It stays on record as cancelled; the set before it is what is so again. */
export const cancel: Verb<'observations/cancel'> = async (tx, input, { by, now }) => {
  const { set, encounter } = await lockSet(tx, input.observation_set_id)
  const { observation_set_id, encounter_id } = set
  await tx.rows(
    `update observation_set set cancelled_at = $2, cancelled_by = $3, cancelled_why = $4
      where observation_set_id = $1`,
    [observation_set_id, now, by.who, input.why],
  )
  return doneFor(tx, encounter, { encounter_id, observation_set_id })
}
