import type { Verb } from '../verb.ts'
import { doneFor, lockVisit } from './visit.ts'

/** How they came, with what, how ill they are, and what is still awaited. What it was before is on record with whoever said it. */
export const describe: Verb<'ed/describe'> = async (tx, input) => {
  const visit = await lockVisit(tx, input.encounter_id)
  const { encounter_id, mode, complaint, critical, orders_pending, results_pending } = input
  await tx.rows(
    `update ed_visit
        set mode = coalesce($2, mode),
            complaint = case when $3 then $4 else complaint end,
            critical = case when $5 then $6 else critical end,
            orders_pending = coalesce($7, orders_pending),
            results_pending = coalesce($8, results_pending)
      where encounter_id = $1`,
    [
      encounter_id,
      mode ?? null,
      complaint !== undefined,
      complaint ?? null,
      critical !== undefined,
      critical ?? null,
      orders_pending ?? null,
      results_pending ?? null,
    ],
  )
  return doneFor(tx, visit, { encounter_id })
}
