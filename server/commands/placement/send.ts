import type { Tx } from '../../database/pool.ts'
import { admit } from '../admissions/admit.ts'
import { discharge } from '../admissions/discharge.ts'
import { endReservationOf } from '../admissions/end-reservation.ts'
import { isolationRule, refuseFirst } from '../admissions/may-lie-here.ts'
import { readStays, type Known } from '../admissions/stays.ts'
import { lockBeds } from '../beds/lock-beds.ts'
import type { BedNow } from '../beds/bed-now.ts'
import { readRoom } from '../beds/room-mates.ts'
import { instantOf, later } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { By, Verb } from '../verb.ts'
import { placeRequestOf } from './end-request.ts'
import { carryPrecautions, openPrecautionsOf } from './precautions-of.ts'
import { doneTo, lockOpenRequest, type BedRequest } from './request-now.ts'

/**
 * From one site to another, in one act: the patient leaves here (disposition `transferred`) and is admitted into the bed
 * kept there, under the number that site knows them by and the precautions they are under. At no position of the log are
 * they at both sites or at neither. Refused without a kept bed, and where an admission would be.
 */
export const send: Verb<'placement/send'> = async (tx, input, context) => {
  const { by, now } = context
  const locked = await lockOpenRequest(tx, input.request_id)
  const { request, encounter } = locked
  if (request.to_site === encounter.site) {
    throw new Refused(
      'wrong-state',
      `${encounter.name} stays at ${encounter.site}: transfer them to the bed.`,
      {
        state: 'same site',
      },
    )
  }
  const known = await readStays(tx, encounter)
  const bed = await lockAll(tx, known, request)
  const room = await readRoom(tx, bed.bed_id, encounter.encounter_id)
  refuseFirst([isolationRule(bed, encounter, room)], input.override)
  const last = known.timeline.points.at(-1)?.at ?? encounter.started_at
  const said = instantOf(input.at, now, { after: [last, bed.last_left_at] })
  const at = said === last ? later(said, 1) : said

  const kept = { ...bed, was_kept: true }
  await placeRequestOf(tx, encounter.encounter_id, kept, null, { at, by: by.who })
  await endReservationOf(tx, encounter.encounter_id, { at, why: 'arrived' })
  const precautions = await openPrecautionsOf(tx, encounter.encounter_id)
  const left = await discharge(
    tx,
    { encounter_id: encounter.encounter_id, at, disposition: 'transferred' },
    context,
  )
  const come = await admit(
    tx,
    {
      site: request.to_site,
      patient_id: encounter.patient_id,
      class: encounter.class,
      to: { bed: bed.code },
      expected_discharge_at: null,
      at,
      override: [...input.override, 'isolation-rule'], // looked at above: the new encounter is under nothing yet
    },
    { by: letIn(by), now },
  )
  const { encounter_id, stay_id } = come.result
  if (stay_id === null) throw new Error('the patient was admitted nowhere') // a bed was named
  await carryPrecautions(tx, precautions, encounter_id)
  return {
    result: { request_id: request.request_id, encounter_id, stay_id },
    ...doneTo(locked),
    beds: [...(left.beds ?? []), ...(come.beds ?? [])],
    encounters: [encounter.encounter_id, encounter_id],
  }
}

/** Whoever kept the bed there has let the patient in: who sends them need be nobody at that site. */
const letIn = (by: By): By => (by.door === 'http' ? { ...by, viewer: 'permitted' } : by)

/** Every bed of both halves, in one go: in the order of their ids, so that nobody waits in a circle. */
async function lockAll(tx: Tx, known: Known, request: BedRequest): Promise<BedNow> {
  const theirs = known.stays.map((stay) => stay.place.bed_id)
  const beds = await lockBeds(tx, [...theirs, known.reserved_bed_id], { rooms: [known.reserved_bed_id] })
  const bed = beds.get(known.reserved_bed_id ?? -1)
  if (bed?.site === request.to_site) return bed
  throw new Refused('wrong-state', `No bed is kept for ${known.encounter.name} at ${request.to_site} yet.`, {
    state: 'no bed kept',
  })
}
