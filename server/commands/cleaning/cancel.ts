import { lockBed } from '../beds/lock-beds.ts'
import { readyAgain } from '../beds/ready-again.ts'
import { instantOf } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore } from './refuse-out-of-order.ts'
import { openTurn, stepsOf } from './which-turn.ts'

/** The bed does not need cleaning after all: ready as it is, and on record who said so and why. */
export const cancel: Verb<'cleaning/cancel'> = async (tx, input, { by, now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  const turn = await openTurn(tx, bed, input.turnover_id)
  const at = instantOf(input.at, now, { after: stepsOf(turn) })
  refuseBefore(bed, at, ...stepsOf(turn))
  await tx.rows(
    'update turnover set cancelled_at = $2, cancelled_why = $3, cancelled_by = $4 where turnover_id = $1',
    [turn.turnover_id, at, input.why, by.who],
  )
  await readyAgain(tx, [bed.bed_id], at)
  return { result: { turnover_id: turn.turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
