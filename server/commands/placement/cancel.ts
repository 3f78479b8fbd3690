import { endReservationOf } from '../admissions/end-reservation.ts'
import { lockBedsOf, readStays } from '../admissions/stays.ts'
import { instantOf } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { cancelRequestOf } from './end-request.ts'
import { doneTo, lockOpenRequest } from './request-now.ts'

/** No bed is needed any more. The bed that was kept is free again. */
export const cancel: Verb<'placement/cancel'> = async (tx, input, { by, now }) => {
  const locked = await lockOpenRequest(tx, input.request_id)
  const { request, encounter } = locked
  await lockBedsOf(tx, [await readStays(tx, encounter)])
  const at = instantOf(undefined, now, { after: [request.asked_at] })
  await cancelRequestOf(tx, encounter.encounter_id, { at, by: by.who, why: input.why })
  const beds = await endReservationOf(tx, encounter.encounter_id, {
    at,
    why: `request cancelled: ${input.why}`,
  })
  return { result: { request_id: request.request_id }, ...doneTo(locked), beds }
}
