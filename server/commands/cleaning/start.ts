import type { Tx } from '../../database/pool.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { BedNow } from '../beds/bed-now.ts'
import { lockBed } from '../beds/lock-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { wantsIsolationClean } from './isolation.ts'
import { refuseBefore, refuseOccupied } from './refuse-out-of-order.ts'
import { refuseOther } from './which-turn.ts'

/**
 * Cleaning has begun, asked for or not. Who begins has the job from then on, whoever it was given to before: who stands at
 * the bed is right. The second to begin is told who was first.
 */
export const start: Verb<'cleaning/start'> = async (tx, input, { by, now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  await refuseOther(tx, bed, input.turnover_id)
  refuseOccupied(bed)
  refuseStarted(bed)
  const steps = bed.turnover
    ? [bed.turnover.vacated_at, bed.turnover.asked_at]
    : [bed.last_left_at, await lastFinished(tx, bed.bed_id)]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(bed, at, ...steps)
  const turn = await tx.row<{ turnover_id: number }>(
    bed.turnover
      ? `update turnover set started_at = $2, started_by = $3,
                assigned_at = case when assigned_to = $3 then assigned_at else $2 end, assigned_to = $3
          where turnover_id = $1 returning turnover_id`
      : `insert into turnover (bed_id, started_at, started_by, assigned_to, assigned_at, isolation)
         values ($1, $2, $3, $3, $2, $4) returning turnover_id`,
    bed.turnover
      ? [bed.turnover.turnover_id, at, by.who]
      : [bed.bed_id, at, by.who, await wantsIsolationClean(tx, bed.bed_id)],
  )
  if (!turn) throw new Error('the turnover was not written')
  return { result: turn, site: bed.site, beds: [bed.bed_id] }
}

function refuseStarted({ code, turnover, time_zone }: BedNow): void {
  if (turnover?.started_at == null) return
  const by = turnover.started_by === null ? '' : ` by ${turnover.started_by}`
  throw new Refused(
    'already-done',
    `Bed ${code} is being cleaned${by} since ${onTheClock(turnover.started_at, time_zone)}.`,
    { bed: code, turnover_id: turnover.turnover_id, by: turnover.started_by, since: turnover.started_at },
  )
}

/** A start told late, of a cleaning that is over by now, must not become another cleaning. */
async function lastFinished(tx: Tx, bedId: number): Promise<Instant | null> {
  const last = await tx.row<{ at: Instant | null }>(
    'select max(finished_at) as at from turnover where bed_id = $1 and cancelled_at is null',
    [bedId],
  )
  return last?.at ?? null
}
