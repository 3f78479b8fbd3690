import { lockBed } from '../beds/lock-beds.ts'
import { instantOf } from '../instants.ts'
import { refuseHeld } from '../jobs/who-has-it.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore } from './refuse-out-of-order.ts'
import { openTurn, stepsOf } from './which-turn.ts'

/** Gives a cleaning to somebody. Who takes one that is somebody else’s is told whose, and may take it over knowingly. */
export const assign: Verb<'cleaning/assign'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  const turn = await openTurn(tx, bed, input.turnover_id)
  refuseHeld(turn, input, {
    what: `cleaning of bed ${bed.code}`,
    time_zone: bed.time_zone,
    details: { bed: bed.code, turnover_id: turn.turnover_id },
  })
  const at = instantOf(input.at, now, { after: stepsOf(turn) })
  refuseBefore(bed, at, turn.vacated_at, turn.asked_at)
  await tx.rows('update turnover set assigned_to = $2, assigned_at = $3 where turnover_id = $1', [
    turn.turnover_id,
    input.to,
    input.to === null ? null : at,
  ])
  return { result: { turnover_id: turn.turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
