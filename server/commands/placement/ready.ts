import { normal } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockOpenRequest } from './request-now.ts'

/** When the patient may move. Said "now" of one who is ready already is refused: the wait for the move counts from then. */
export const ready: Verb<'placement/ready'> = async (tx, input, { now }) => {
  const locked = await lockOpenRequest(tx, input.request_id)
  const { request, encounter } = locked
  const ready_at = input.ready_at === undefined ? now : input.ready_at && normal(input.ready_at)
  const already = input.ready_at === undefined && request.ready_at !== null && request.ready_at <= now
  if (already || ready_at === request.ready_at) {
    throw new Refused('already-done', `That is on record for ${encounter.name} already.`, {
      request_id: request.request_id,
      since: request.ready_at,
    })
  }
  await tx.rows('update bed_request set ready_at = $2 where request_id = $1', [request.request_id, ready_at])
  return { result: { request_id: request.request_id }, ...doneTo(locked) }
}
