import { lockBed } from '../beds/lock-beds.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { beginPause, lastResumed } from '../jobs/pauses.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore } from './refuse-out-of-order.ts'
import { openTurn, stepsOf } from './which-turn.ts'

/** Cleaning stops for a while. The time it stands still does not count as cleaning; that and why stay on record. */
export const pause: Verb<'cleaning/pause'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  const turn = await openTurn(tx, bed, input.turnover_id)
  if (turn.started_at === null) {
    throw new Refused(
      'wrong-state',
      `Cleaning of bed ${bed.code} has not begun, so there is nothing to pause.`,
      {
        bed: bed.code,
      },
    )
  }
  if (turn.paused_at !== null) {
    throw new Refused(
      'already-done',
      `Cleaning of bed ${bed.code} is paused since ${onTheClock(turn.paused_at, bed.time_zone)}.`,
      { bed: bed.code, since: turn.paused_at },
    )
  }
  const steps = [...stepsOf(turn), await lastResumed(tx, turn)]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(bed, at, ...steps)
  await beginPause(tx, turn, at, input.reason)
  return { result: { turnover_id: turn.turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
