import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockBed } from './lock-beds.ts'

/** Opens a bed (a nurse looks after it) or closes it. Someone who lies in a bed that closes stays there. */
export const staff: Verb<'beds/staff'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  if (bed.staffed === input.staffed) {
    throw new Refused('already-done', `Bed ${bed.code} is ${input.staffed ? 'open' : 'closed'} already.`, {
      bed: bed.code,
    })
  }
  // Opened, it is ready from now on; closed, closed from now on: the bed has one instant for both.
  await tx.rows('update bed set staffed = $2, ready_since = $3 where bed_id = $1', [
    bed.bed_id,
    input.staffed,
    now,
  ])
  return { result: { bed_id: bed.bed_id }, site: bed.site, beds: [bed.bed_id] }
}
