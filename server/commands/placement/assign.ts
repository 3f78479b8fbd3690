import { isolationRule, refuseFirst, sexRule } from '../admissions/may-lie-here.ts'
import { keepBed } from '../beds/keep-bed.ts'
import { lockBed } from '../beds/lock-beds.ts'
import { readRoom } from '../beds/room-mates.ts'
import { mustBeIn } from '../permit.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockOpenRequest } from './request-now.ts'

/**
 * Keeps a bed for the patient of a request, at the site it was asked for. Refused where beds/reserve refuses, and where the
 * patient could not lie (sex, isolation), counting those who are awaited in the room; the latter two may be passed over.
 */
export const assign: Verb<'placement/assign'> = async (tx, input, { by, now }) => {
  const locked = await lockOpenRequest(tx, input.request_id)
  const { request, encounter } = locked
  await mustBeIn(tx, by, 'placement/assign', { site: request.to_site, bed: input.bed })
  const bed = await lockBed(tx, request.to_site, input.bed, { room: true })
  const reservation_id = await keepBed(tx, bed, encounter, { by: by.who, now }) // who has it comes first
  const room = await readRoom(tx, bed.bed_id, encounter.encounter_id, { awaited: true })
  refuseFirst([sexRule(bed, encounter), isolationRule(bed, encounter, room)], input.override)
  return { result: { request_id: request.request_id, reservation_id }, ...doneTo(locked), beds: [bed.bed_id] }
}
