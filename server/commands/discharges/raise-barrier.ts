import { normal, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockLeaving, stepAt } from './leaving.ts'

/**
 * Something must be done before the patient can go. A patient who was ready is not any more: what turns up late holds
 * them up all the same. The same thing (kind and note) is waited for once.
 */
export const raiseBarrier: Verb<'discharges/raise-barrier'> = async (tx, input, { by, now }) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  const { encounter_id } = encounter
  const same = await tx.row<{ barrier_id: number; raised_at: string }>(
    `select barrier_id, raised_at from discharge_barrier
      where encounter_id = $1 and kind = $2 and note is not distinct from $3
        and cleared_at is null and cancelled_at is null`,
    [encounter_id, input.kind, input.note],
  )
  if (same) {
    throw new Refused(
      'already-exists',
      `${encounter.name} waits for ${input.kind} already, since ${onTheClock(same.raised_at, encounter.time_zone)}.`,
      { barrier_id: same.barrier_id, since: same.raised_at },
    )
  }
  const raised = await tx.row<{ barrier_id: number }>(
    `insert into discharge_barrier (encounter_id, kind, note, owner, due_at, raised_at, raised_by)
     values ($1, $2, $3, $4, $5, $6, $7) returning barrier_id`,
    [
      encounter_id,
      input.kind,
      input.note,
      input.owner,
      input.due_at && normal(input.due_at),
      stepAt(encounter, input.at, now),
      by.who,
    ],
  )
  if (!raised) throw new Error('the barrier was not inserted')
  if (encounter.ready_to_leave_at !== null) {
    await tx.rows(
      'update encounter set ready_to_leave_at = null, ready_to_leave_by = null where encounter_id = $1',
      [encounter_id],
    )
  }
  return doneFor(tx, encounter, { encounter_id, barrier_id: raised.barrier_id })
}
