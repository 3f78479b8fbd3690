import { lockBed } from '../beds/lock-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore, refuseOccupied } from './refuse-out-of-order.ts'

/** Cleaning has begun, asked for or not. */
export const start: Verb<'cleaning/start'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  refuseOccupied(bed)
  if (bed.turnover?.started_at != null) {
    throw new Refused(
      'already-done',
      `Bed ${bed.code} is being cleaned since ${onTheClock(bed.turnover.started_at, bed.time_zone)}.`,
      { bed: bed.code, turnover_id: bed.turnover.turnover_id, since: bed.turnover.started_at },
    )
  }
  const steps = [bed.turnover?.vacated_at ?? bed.last_left_at, bed.turnover?.asked_at ?? null]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(bed, at, ...steps)
  const turn = await tx.row<{ turnover_id: number }>(
    bed.turnover
      ? 'update turnover set started_at = $2 where turnover_id = $1 returning turnover_id'
      : 'insert into turnover (bed_id, started_at) values ($1, $2) returning turnover_id',
    [bed.turnover?.turnover_id ?? bed.bed_id, at],
  )
  if (!turn) throw new Error('the turnover was not written')
  return { result: turn, site: bed.site, beds: [bed.bed_id] }
}
