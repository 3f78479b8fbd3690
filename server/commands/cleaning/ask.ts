import { lockBed } from '../beds/lock-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { wantsIsolationClean } from './isolation.ts'
import { refuseBefore, refuseOccupied } from './refuse-out-of-order.ts'

/** Asks for a bed to be cleaned, whether someone has just left it or not. */
export const ask: Verb<'cleaning/ask'> = async (tx, input, { by, now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  refuseOccupied(bed)
  const asked = bed.turnover?.asked_at ?? bed.turnover?.started_at
  if (bed.turnover && asked != null) {
    throw new Refused(
      'already-done',
      bed.turnover.started_at === null
        ? `Cleaning of bed ${bed.code} was asked for at ${onTheClock(asked, bed.time_zone)}.`
        : `Bed ${bed.code} is being cleaned since ${onTheClock(bed.turnover.started_at, bed.time_zone)}.`,
      { bed: bed.code, turnover_id: bed.turnover.turnover_id, since: asked },
    )
  }
  const left = bed.turnover?.vacated_at ?? bed.last_left_at
  const at = instantOf(input.at, now, { after: [left] })
  refuseBefore(bed, at, left)
  const isolation = input.isolation ?? (await wantsIsolationClean(tx, bed.bed_id))
  const turn = await tx.row<{ turnover_id: number }>(
    bed.turnover
      ? `update turnover set asked_at = $2, priority = $3, asked_by = $4, isolation = $5
          where turnover_id = $1 returning turnover_id`
      : `insert into turnover (bed_id, asked_at, priority, asked_by, isolation) values ($1, $2, $3, $4, $5)
         returning turnover_id`,
    [bed.turnover?.turnover_id ?? bed.bed_id, at, input.priority, by.who, isolation],
  )
  if (!turn) throw new Error('the turnover was not written')
  return { result: turn, site: bed.site, beds: [bed.bed_id] }
}
