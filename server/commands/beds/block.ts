import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockBed } from './lock-beds.ts'

/**
 * Takes a bed out of use. Someone may still lie in it: it is then blocked from when they leave. Said again with another
 * reason or note it is corrected and stays blocked since when it was.
 */
export const block: Verb<'beds/block'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  const changed = await tx.row(
    `update bed set block_reason = $2, block_note = $3, blocked_at = coalesce(blocked_at, $4)
      where bed_id = $1 and (block_reason, block_note) is distinct from ($2, $3) returning bed_id`,
    [bed.bed_id, input.reason, input.note, instantOf(input.at, now)],
  )
  if (!changed) {
    throw new Refused(
      'already-done',
      bed.blocked_at === null
        ? `Bed ${bed.code} is blocked already.`
        : `Bed ${bed.code} is blocked already, since ${onTheClock(bed.blocked_at, bed.time_zone)}.`,
      { bed: bed.code, reason: bed.block_reason, since: bed.blocked_at },
    )
  }
  return { result: { bed_id: bed.bed_id }, site: bed.site, beds: [bed.bed_id] }
}
