import { normal } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { lockOpenBarrier } from './barrier.ts'
import { doneFor } from './leaving.ts'

/** Another owner, another due time. What is not named stays as it is; null takes it out. */
export const changeBarrier: Verb<'discharges/change-barrier'> = async (tx, input) => {
  const { barrier, encounter } = await lockOpenBarrier(tx, input.barrier_id)
  const owner = input.owner === undefined ? barrier.owner : input.owner
  const due = input.due_at === undefined ? barrier.due_at : input.due_at && normal(input.due_at)
  await tx.rows('update discharge_barrier set owner = $2, due_at = $3 where barrier_id = $1', [
    barrier.barrier_id,
    owner,
    due,
  ])
  return doneFor(tx, encounter, { encounter_id: barrier.encounter_id, barrier_id: barrier.barrier_id })
}
