import { lockBed } from '../beds/lock-beds.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { openTurn } from './which-turn.ts'

/** Says how much of a hurry a cleaning is in. */
export const prioritise: Verb<'cleaning/prioritise'> = async (tx, input) => {
  const bed = await lockBed(tx, input.site, input.bed)
  const turn = await openTurn(tx, bed, input.turnover_id)
  if (turn.priority === input.priority) {
    throw new Refused('already-done', `The cleaning of bed ${bed.code} is ${input.priority} already.`, {
      bed: bed.code,
    })
  }
  await tx.rows('update turnover set priority = $2 where turnover_id = $1', [
    turn.turnover_id,
    input.priority,
  ])
  return { result: { turnover_id: turn.turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
