import { lockBed } from '../beds/lock-beds.ts'
import { readyAgain } from '../beds/ready-again.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseBefore } from './refuse-out-of-order.ts'

/** The bed does not need cleaning after all: ready as it is, and on record who said so and why. */
export const cancel: Verb<'cleaning/cancel'> = async (tx, input, { now }) => {
  const bed = await lockBed(tx, input.site, input.bed)
  if (!bed.turnover) {
    throw new Refused('already-done', `Bed ${bed.code} does not wait for cleaning.`, { bed: bed.code })
  }
  const { turnover_id, vacated_at, asked_at, started_at } = bed.turnover
  const steps = [vacated_at, asked_at, started_at]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(bed, at, ...steps)
  await tx.rows('update turnover set cancelled_at = $2, cancelled_why = $3 where turnover_id = $1', [
    turnover_id,
    at,
    input.why,
  ])
  await readyAgain(tx, [bed.bed_id], at)
  return { result: { turnover_id }, site: bed.site, beds: [bed.bed_id] }
}
