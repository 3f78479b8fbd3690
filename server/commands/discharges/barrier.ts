/** One barrier and the encounter it holds up, locked. */
import type { BarrierKind } from '../../../schema/leaving.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import { lockLeaving, type Leaving } from './leaving.ts'

export interface Barrier {
  barrier_id: number
  encounter_id: number
  kind: BarrierKind
  owner: string | null
  due_at: Instant | null
  raised_at: Instant
  cleared_at: Instant | null
  cancelled_at: Instant | null
}

/**
 * The encounter is locked before its barrier is read, so two who clear the same go one after the other.
 * @throws Refused `not-found`; `already-done` when it was cleared or cancelled; `wrong-state` when the patient has left
 */
export async function lockOpenBarrier(
  tx: Tx,
  barrierId: number,
): Promise<{ barrier: Barrier; encounter: Leaving }> {
  const of = await tx.row<{ encounter_id: number }>(
    'select encounter_id from discharge_barrier where barrier_id = $1',
    [barrierId],
  )
  const encounter = of && (await lockLeaving(tx, of.encounter_id))
  const barrier = await tx.row<Barrier>('select * from discharge_barrier where barrier_id = $1', [barrierId])
  if (!encounter || !barrier) {
    throw new Refused('not-found', `There is no barrier ${barrierId}.`, { barrier_id: barrierId })
  }
  const over = barrier.cleared_at ?? barrier.cancelled_at
  if (over !== null) {
    const how = barrier.cleared_at === null ? 'cancelled' : 'done'
    throw new Refused(
      'already-done',
      `${encounter.name}: ${barrier.kind} was ${how} at ${onTheClock(over, encounter.time_zone)}.`,
      { since: over },
    )
  }
  return { barrier, encounter }
}
