import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** It is not told: the rest goes on without it. Refused when it was told already. */
export const skip: Verb<'interfaces/skip'> = async (tx, input, { by, now }) => {
  const known = await tx.row<{ site: string; sent_at: string | null; skipped_at: string | null }>(
    'select site, sent_at, skipped_at from outbound where outbound_id = $1 for update',
    [input.outbound_id],
  )
  if (!known) throw new Refused('not-found', `There is no outbound message ${input.outbound_id}.`)
  if (known.sent_at !== null || known.skipped_at !== null) {
    const what = known.sent_at === null ? 'skipped' : 'sent and taken'
    throw new Refused('already-done', `This message was ${what} already.`, {
      since: known.sent_at ?? known.skipped_at,
    })
  }
  await tx.rows(
    'update outbound set parked_at = null, skipped_at = $2, skipped_by = $3, skipped_why = $4 where outbound_id = $1',
    [input.outbound_id, now, by.who, input.why],
  )
  return { result: { outbound_id: input.outbound_id }, site: known.site }
}
