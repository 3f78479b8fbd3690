import { endReservationOf } from '../admissions/end-reservation.ts'
import { lockBedsOf, readStays } from '../admissions/stays.ts'
import { placeOf } from '../admissions/where-to.ts'
import { instantOf } from '../instants.ts'
import { mustBeIn } from '../permit.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockOpenRequest } from './request-now.ts'

/** A unit, or one bed of it, cannot take the patient. A bed kept for them there is released: somebody must look again. */
export const decline: Verb<'placement/decline'> = async (tx, input, { by, now }) => {
  const locked = await lockOpenRequest(tx, input.request_id)
  const { request, encounter } = locked
  const { unit, bed } = input
  await mustBeIn(tx, by, 'placement/decline', { site: request.to_site, unit, bed })
  const place = await placeOf(tx, request.to_site, { unit, bed: bed ?? undefined })
  const known = await readStays(tx, encounter)
  const kept = (await lockBedsOf(tx, [known])).get(known.reserved_bed_id ?? -1)
  const at = instantOf(undefined, now, { after: [request.asked_at] })
  const made = await tx.row<{ decline_id: number }>(
    `insert into bed_request_decline (request_id, unit_id, bed_id, reason, note, at, who)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning decline_id`,
    [request.request_id, place.unit_id, place.bed_id, input.reason, input.note, at, by.who],
  )
  if (!made) {
    throw new Refused('already-done', `${bed ?? unit} has declined ${encounter.name} already.`, {
      place: bed ?? unit,
    })
  }
  const concerned =
    kept && (place.bed_id === null ? kept.unit_id === place.unit_id : kept.bed_id === place.bed_id)
  const why = `declined: ${input.reason}`
  const beds = concerned ? await endReservationOf(tx, encounter.encounter_id, { at, why }) : []
  return { result: { request_id: request.request_id, ...made }, ...doneTo(locked), beds }
}
