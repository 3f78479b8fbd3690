import { lockBed } from '../beds/lock-beds.ts'
import { readyAgain } from '../beds/ready-again.ts'
import { instantOf } from '../instants.ts'
import { lastResumed } from '../jobs/pauses.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore, refuseOccupied } from './refuse-out-of-order.ts'
import { openTurn, stepsOf } from './which-turn.ts'

/** The bed is clean. Without a start it was found clean: started and finished at one instant. A pause ends with it. */
export const finish: Verb<'cleaning/finish'> = async (tx, input, { by, now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  refuseOccupied(bed)
  const turn = await openTurn(tx, bed, input.turnover_id)
  const steps = [...stepsOf(turn), await lastResumed(tx, turn)]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(bed, at, ...steps)
  await tx.rows(
    `update turnover set started_at = coalesce(started_at, $2), started_by = coalesce(started_by, $3),
            finished_at = $2, finished_by = $3 where turnover_id = $1`,
    [turn.turnover_id, at, by.who],
  )
  await readyAgain(tx, [bed.bed_id], at)
  return { result: { turnover_id: turn.turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
