import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockOpenRequest } from './request-now.ts'

/** The unit can take the patient after all; that it said no once stays on record. */
export const cancelDecline: Verb<'placement/cancel-decline'> = async (tx, input, { by, now }) => {
  const { decline_id } = input
  const of = await tx.row<{ request_id: number }>(
    'select request_id from bed_request_decline where decline_id = $1',
    [decline_id],
  )
  if (!of) throw new Refused('not-found', `There is no decline ${decline_id}.`, { decline_id })
  const locked = await lockOpenRequest(tx, of.request_id)
  const taken = await tx.row(
    `update bed_request_decline set cancelled_at = $2, cancelled_by = $3
      where decline_id = $1 and cancelled_at is null returning decline_id`,
    [decline_id, now, by.who],
  )
  if (!taken) throw new Refused('already-done', 'That was taken back already.', { decline_id })
  return { result: { request_id: of.request_id, decline_id }, ...doneTo(locked) }
}
