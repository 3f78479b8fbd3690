import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/**
 * Tell it once more, under the same control id: a receiver that has it already knows it again. It stands in the queue
 * where it stood, so before everything that waits behind it.
 */
export const resend: Verb<'interfaces/resend'> = async (tx, input, { now }) => {
  const row = await tx.row<{ site: string }>(
    `update outbound set sent_at = null, answer = null, parked_at = null, skipped_at = null, skipped_by = null,
            skipped_why = null, attempts = 0, last_error = null, next_at = $2
      where outbound_id = $1 returning site`,
    [input.outbound_id, now],
  )
  if (!row) throw new Refused('not-found', `There is no outbound message ${input.outbound_id}.`)
  return { result: { outbound_id: input.outbound_id }, site: row.site }
}
