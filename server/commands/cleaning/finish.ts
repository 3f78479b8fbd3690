import { lockBed } from '../beds/lock-beds.ts'
import { stateOf } from '../beds/bed-now.ts'
import { readyAgain } from '../beds/ready-again.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore, refuseOccupied } from './refuse-out-of-order.ts'

/** The bed is clean. Without a start it was found clean: started and finished at one instant. */
export const finish: Verb<'cleaning/finish'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  refuseOccupied(bed)
  if (!bed.turnover) {
    throw new Refused('already-done', `Bed ${bed.code} does not wait for cleaning.`, {
      bed: bed.code,
      ...stateOf(bed),
    })
  }
  const { turnover_id, vacated_at, asked_at, started_at } = bed.turnover
  const steps = [vacated_at, asked_at, started_at]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(bed, at, ...steps)
  await tx.rows(
    'update turnover set started_at = coalesce(started_at, $2), finished_at = $2 where turnover_id = $1',
    [turnover_id, at],
  )
  await readyAgain(tx, [bed.bed_id], at)
  return { result: { turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
