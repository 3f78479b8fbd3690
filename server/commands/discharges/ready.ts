import type { BarrierKind } from '../../../schema/leaving.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockLeaving, refuseTaken, stepAt } from './leaving.ts'

/** Nothing holds the patient up any more. Refused `wrong-state` while something does, with what it is. */
export const ready: Verb<'discharges/ready'> = async (tx, input, { by, now }) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  refuseTaken(encounter, encounter.ready_to_leave_at, 'ready to leave')
  const open = await tx.rows<{ kind: BarrierKind; owner: string | null }>(
    `select kind, owner from discharge_barrier
      where encounter_id = $1 and cleared_at is null and cancelled_at is null order by barrier_id`,
    [encounter.encounter_id],
  )
  if (open.length > 0) {
    const what = open.map(({ kind, owner }) => (owner === null ? kind : `${kind} (${owner})`)).join(', ')
    throw new Refused(
      'wrong-state',
      `${encounter.name} still waits for ${what}. Clear or cancel that first.`,
      {
        state: 'barriers',
        barriers: open,
      },
    )
  }
  await tx.rows(
    'update encounter set ready_to_leave_at = $2, ready_to_leave_by = $3 where encounter_id = $1',
    [encounter.encounter_id, stepAt(encounter, input.at, now), by.who],
  )
  return doneFor(tx, encounter, { encounter_id: encounter.encounter_id })
}
