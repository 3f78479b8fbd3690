import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockBed } from './lock-beds.ts'
import { readyAgain } from './ready-again.ts'

/** The bed is no longer kept for anyone. */
export const release: Verb<'beds/release'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  if (!bed.reservation) {
    throw new Refused('already-done', `Bed ${bed.code} is kept for nobody.`, { bed: bed.code })
  }
  const at = instantOf(undefined, now, { after: [bed.reservation.made_at] })
  await tx.rows('update reservation set ended_at = $2, ended_why = $3 where reservation_id = $1', [
    bed.reservation.reservation_id,
    at,
    input.why,
  ])
  await readyAgain(tx, [bed.bed_id], at)
  return {
    result: { bed_id: bed.bed_id },
    site: bed.site,
    beds: [bed.bed_id],
    encounters: [bed.reservation.encounter_id],
  }
}
