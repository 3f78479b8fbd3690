import { instantOf } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { lockOpenBarrier } from './barrier.ts'
import { doneFor } from './leaving.ts'

/** It was not needed, or raised by mistake; it stays on record as cancelled. */
export const cancelBarrier: Verb<'discharges/cancel-barrier'> = async (tx, input, { by, now }) => {
  const { barrier, encounter } = await lockOpenBarrier(tx, input.barrier_id)
  await tx.rows(
    `update discharge_barrier set cancelled_at = $2, cancelled_by = $3, cancelled_why = $4 where barrier_id = $1`,
    [barrier.barrier_id, instantOf(undefined, now), by.who, input.why],
  )
  return doneFor(tx, encounter, { encounter_id: barrier.encounter_id, barrier_id: barrier.barrier_id })
}
