import type { Tx } from '../../database/pool.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { BedNow } from '../beds/bed-now.ts'
import { lockBed } from '../beds/lock-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore, refuseOccupied } from './refuse-out-of-order.ts'

/** Somebody looked at a bed that was cleaned. Not passed, it is asked for anew, in as much of a hurry as before. */
export const inspect: Verb<'cleaning/inspect'> = async (tx, input, { by, now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  const last = await lastTurn(tx, bed)
  if (!input.passed) refuseOccupied(bed)
  const at = instantOf(input.at, now, { after: [last.finished_at] })
  refuseBefore(bed, at, last.finished_at)
  await tx.rows(
    'update turnover set inspected_at = $2, inspected_by = $3, passed = $4 where turnover_id = $1',
    [last.turnover_id, at, by.who, input.passed],
  )
  const again = input.passed
    ? undefined
    : await tx.row<{ turnover_id: number }>(
        `insert into turnover (bed_id, asked_at, priority, asked_by, isolation)
         select bed_id, $2, priority, $3, isolation from turnover where turnover_id = $1 returning turnover_id`,
        [last.turnover_id, at, by.who],
      )
  return {
    result: { turnover_id: again?.turnover_id ?? last.turnover_id },
    site: bed.site,
    beds: [bed.bed_id],
  }
}

/** The turn that was finished last. @throws Refused when there is none, another is open, or it was inspected */
async function lastTurn(tx: Tx, bed: BedNow): Promise<{ turnover_id: number; finished_at: Instant }> {
  if (bed.turnover) {
    throw new Refused('wrong-state', `Bed ${bed.code} is not clean yet.`, { bed: bed.code })
  }
  const last = await tx.row<{ turnover_id: number; finished_at: Instant; inspected_at: Instant | null }>(
    `select turnover_id, finished_at, inspected_at from turnover
      where bed_id = $1 and finished_at is not null and cancelled_at is null order by finished_at desc limit 1`,
    [bed.bed_id],
  )
  if (!last) {
    throw new Refused('wrong-state', `Bed ${bed.code} was never cleaned, so there is nothing to inspect.`, {
      bed: bed.code,
    })
  }
  if (last.inspected_at !== null) {
    throw new Refused(
      'already-done',
      `Bed ${bed.code} was inspected at ${onTheClock(last.inspected_at, bed.time_zone)}.`,
      { bed: bed.code, since: last.inspected_at },
    )
  }
  return last
}
