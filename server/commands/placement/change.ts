import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { askedUnit } from './asked-unit.ts'
import { doneTo, lockOpenRequest } from './request-now.ts'

/** What the patient needs has changed. A bed kept for them stays kept: whether it still fits is for people to see. */
export const change: Verb<'placement/change'> = async (tx, input) => {
  const locked = await lockOpenRequest(tx, input.request_id)
  const { request, encounter } = locked
  const unit_id =
    input.unit === undefined ? request.unit_id : await askedUnit(tx, request.to_site, input.unit)
  const changed = await tx.row(
    `update bed_request set unit_id = $2, unit_kind = $3, level = $4, features = $5, specialty = $6, priority = $7
      where request_id = $1 and (unit_id, unit_kind, level, features, specialty, priority)
            is distinct from ($2::bigint, $3::text, $4::text, $5::text[], $6::text, $7::text) returning request_id`,
    [
      request.request_id,
      unit_id,
      input.unit_kind === undefined ? request.unit_kind : input.unit_kind,
      input.level ?? request.level,
      [...new Set(input.features ?? request.features)],
      input.specialty === undefined ? request.specialty : input.specialty,
      input.priority ?? request.priority,
    ],
  )
  if (!changed) {
    throw new Refused('already-done', `The request for ${encounter.name} says so already.`, {
      request_id: request.request_id,
    })
  }
  return { result: { request_id: request.request_id }, ...doneTo(locked) }
}
