import { lockBed } from '../beds/lock-beds.ts'
import { instantOf } from '../instants.ts'
import { endPause } from '../jobs/pauses.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore } from './refuse-out-of-order.ts'
import { openTurn, stepsOf } from './which-turn.ts'

/** Cleaning goes on. */
export const resume: Verb<'cleaning/resume'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  const turn = await openTurn(tx, bed, input.turnover_id)
  if (turn.paused_at === null) {
    throw new Refused('already-done', `Cleaning of bed ${bed.code} is not paused.`, { bed: bed.code })
  }
  const at = instantOf(input.at, now, { after: stepsOf(turn) })
  refuseBefore(bed, at, ...stepsOf(turn))
  await endPause(tx, turn, at)
  return { result: { turnover_id: turn.turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
