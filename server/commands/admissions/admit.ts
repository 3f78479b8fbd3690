import { lockBeds } from '../beds/lock-beds.ts'
import { readRoom } from '../beds/room-mates.ts'
import { instantOf, normal } from '../instants.ts'
import { mrnAt } from '../patients/mrn.ts'
import { fullName } from '../../../schema/person-name.ts'
import { lockSurvivor } from '../patients/survivor.ts'
import { mustBeIn } from '../permit.ts'
import { placeRequestsOfPatient } from '../placement/end-request.ts'
import { bringPrecautions } from '../placement/precautions-of.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import type { Encounter } from './encounter.ts'
import { passOverReservation } from './end-reservation.ts'
import { refuseKnownVisit } from './known-visit.ts'
import { refuseBed } from './may-lie-here.ts'
import { planned, rewrite, stayAt } from './stays.ts'
import { sayExpected } from './say-expected.ts'
import { placeOf } from './where-to.ts'

/** Starts an encounter, in a bed, in a unit, or nowhere yet. */
export const admit: Verb<'admissions/admit'> = async (tx, input, { by, now }) => {
  const { site, time_zone } = await siteOf(tx, input.site)
  if (input.to) await mustBeIn(tx, by, 'admissions/admit', { site, ...input.to })
  const place = input.to && (await placeOf(tx, site, input.to))
  const patient = await lockSurvivor(tx, input.patient_id)
  if (input.visit !== undefined) await refuseKnownVisit(tx, site, input.visit)
  const mrn = await mrnAt(tx, site, patient.patient_id)
  const bed = place && (await lockBeds(tx, [place.bed_id], { rooms: [place.bed_id] })).get(place.bed_id ?? -1)
  const started_at = instantOf(input.at, now, { after: [bed?.last_left_at ?? null] })
  const inserted = await tx.row<{ encounter_id: number }>(
    `insert into encounter (site, patient_id, class, visit, mrn, started_at)
     values ($1, $2, $3, $4, $5, $6) returning encounter_id`,
    [site, patient.patient_id, input.class, input.visit ?? null, mrn, started_at],
  )
  if (!inserted) throw new Error('the encounter was not inserted')
  const { encounter_id } = inserted
  if (input.expected_discharge_at) {
    const expected_at = normal(input.expected_discharge_at)
    await sayExpected(tx, encounter_id, { expected_at, at: started_at, by: by.who })
  }
  await bringPrecautions(tx, patient.patient_id, encounter_id)
  const done = { site, encounters: [encounter_id], patients: [patient.patient_id] }
  if (!place) return { ...done, result: { encounter_id, stay_id: null } }

  const encounter: Encounter = {
    encounter_id,
    patient_id: patient.patient_id,
    site,
    time_zone,
    class: input.class,
    mrn,
    name: fullName(patient),
    sex: patient.sex,
    started_at,
    ended_at: null,
    cancelled_at: null,
  }
  const nowhere = { encounter, stays: [], timeline: { points: [], end: null }, reserved_bed_id: null }
  const plan = planned(nowhere, { points: [{ at: started_at, place }], end: null })
  if (bed && !bed.stay) {
    // taken comes first: rewrite says by whom
    refuseBed(bed, encounter, await readRoom(tx, bed.bed_id, encounter_id), input.override)
  }
  const beds = await rewrite(tx, [plan], {
    at: started_at,
    why: 'occupied before it was clean',
    left: 'unused',
  })
  const placed = { at: started_at, by: by.who }
  const released = bed ? await placeRequestsOfPatient(tx, patient.patient_id, bed, placed) : []
  const passedOver = bed ? await passOverReservation(tx, bed.bed_id, encounter_id, started_at) : []
  return {
    ...done,
    result: { encounter_id, stay_id: await stayAt(tx, encounter_id, started_at) },
    beds: [...beds, ...released],
    encounters: [encounter_id, ...passedOver],
  }
}
