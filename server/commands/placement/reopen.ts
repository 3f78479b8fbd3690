import { refuseUnlessOpen } from '../admissions/encounter.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockRequest } from './request-now.ts'

/** The bed is needed after all: the request waits again since when it was asked. A bed that was kept is not kept again. */
export const reopen: Verb<'placement/reopen'> = async (tx, input) => {
  const locked = await lockRequest(tx, input.request_id)
  const { request, encounter } = locked
  refuseUnlessOpen(encounter)
  if (request.ended_at === null) {
    throw new Refused('already-done', `${encounter.name} waits for a bed already.`, {
      since: request.asked_at,
    })
  }
  if (request.ended_how === 'placed') {
    throw new Refused('wrong-state', `${encounter.name} has a bed. Ask for another, or cancel the move.`, {
      state: 'placed',
      since: request.ended_at,
      by: request.ended_by,
    })
  }
  await tx.rows(
    `update bed_request set ended_at = null, ended_by = null, ended_how = null, ended_why = null
      where request_id = $1`, // another request open by now: the constraint refuses
    [request.request_id],
  )
  return { result: { request_id: request.request_id }, ...doneTo(locked) }
}
