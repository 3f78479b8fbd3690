import type { Verb } from '../verb.ts'
import { lockOpenBarrier } from './barrier.ts'
import { doneFor, stepAt } from './leaving.ts'

/** It is done: by whom and when stays on record. */
export const clearBarrier: Verb<'discharges/clear-barrier'> = async (tx, input, { by, now }) => {
  const { barrier, encounter } = await lockOpenBarrier(tx, input.barrier_id)
  await tx.rows('update discharge_barrier set cleared_at = $2, cleared_by = $3 where barrier_id = $1', [
    barrier.barrier_id,
    stepAt(encounter, input.at, now, barrier.raised_at),
    by.who,
  ])
  return doneFor(tx, encounter, { encounter_id: barrier.encounter_id, barrier_id: barrier.barrier_id })
}
