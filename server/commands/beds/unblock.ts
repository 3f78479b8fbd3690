import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockBed } from './lock-beds.ts'
import { readyAgain } from './ready-again.ts'

/** The bed may be used again: ready from this instant, if nothing else is open on it. */
export const unblock: Verb<'beds/unblock'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  if (bed.blocked_at === null) {
    throw new Refused('already-done', `Bed ${bed.code} is not blocked.`, { bed: bed.code })
  }
  const at = instantOf(input.at, now, { after: [bed.blocked_at] })
  if (at < bed.blocked_at) {
    throw new Refused(
      'out-of-order',
      `Bed ${bed.code} was blocked only at ${onTheClock(bed.blocked_at, bed.time_zone)}.`,
      { bed: bed.code, since: bed.blocked_at },
    )
  }
  await tx.rows(
    'update bed set block_reason = null, block_note = null, blocked_at = null where bed_id = $1',
    [bed.bed_id],
  )
  await readyAgain(tx, [bed.bed_id], at)
  return { result: { bed_id: bed.bed_id }, site: bed.site, beds: [bed.bed_id] }
}
