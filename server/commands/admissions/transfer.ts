import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import type { BedNow } from '../beds/bed-now.ts'
import { readRoom } from '../beds/room-mates.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { mustBeIn } from '../permit.ts'
import { placeRequestOf } from '../placement/end-request.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseCancelled, refuseUnlessOpen } from './encounter.ts'
import { passOverReservation } from './end-reservation.ts'
import { refuseBed } from './may-lie-here.ts'
import { lockBedsOf, planned, readStays, rewrite, stayAt, taking, type Known } from './stays.ts'
import { placeAt, samePlace, withPoint, type Point } from './timeline.ts'
import { placeOf } from './where-to.ts'

/**
 * Moves a patient. With an instant in the past the move is put in its place among those known, also after the discharge:
 * messages come late and in any order. Only a move into the bed the patient lies in now asks whether that bed may be
 * used; a move that is history asks only that nobody else lay there then.
 */
export const transfer: Verb<'admissions/transfer'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  if (input.at === undefined) refuseUnlessOpen(encounter)
  const known = await readStays(tx, encounter)
  // From where they lie (whoever asks is there) they are sent on within the site; who lies nowhere yet is let in.
  const letIn = !known.stays.some(({ ended_at }) => ended_at === null)
  if (letIn) await mustBeIn(tx, by, 'admissions/transfer', { site: encounter.site, ...input.to })
  const place = await placeOf(tx, encounter.site, input.to)
  const beds = await lockBedsOf(tx, [known], place)
  const bed = beds.get(place.bed_id ?? -1)
  const at = instantOf(input.at, now, {
    after: [known.timeline.points.at(-1)?.at ?? encounter.started_at, bed?.last_left_at ?? null],
  })
  if (encounter.ended_at !== null && at > encounter.ended_at) refuseUnlessOpen(encounter)
  refuseNoMove(known, { at, place }, { said: input.at !== undefined, bed: bed?.code ?? input.to.unit ?? '' })

  const timeline = withPoint(known.timeline, { at, place })
  const plan = planned(known, timeline)
  const taken = taking(plan)
  const into = beds.get(taken?.bed_id ?? -1)
  if (into && !into.stay) {
    // taken comes first: rewrite says by whom
    refuseBed(into, encounter, await readRoom(tx, into.bed_id, encounter.encounter_id), input.override)
  }
  const touched = await rewrite(tx, [plan], { at, why: 'occupied before it was clean', left: 'unused' })
  const passedOver = into ? await passOverReservation(tx, into.bed_id, encounter.encounter_id, at) : []
  const released = into ? await placeRequest(tx, known, into, { at, by: by.who }) : []
  await tx.rows(
    // With the first stay of one who was awaited, they have come.
    `update encounter set started_at = case when awaited then $2 else least(started_at, $2) end, awaited = false,
            ended_at = $3 where encounter_id = $1`,
    [encounter.encounter_id, at, timeline.end],
  )
  return {
    result: {
      encounter_id: encounter.encounter_id,
      stay_id: await stayAt(tx, encounter.encounter_id, at),
    },
    site: encounter.site,
    beds: [...touched, ...released],
    encounters: [encounter.encounter_id, ...passedOver],
    patients: [encounter.patient_id],
  }
}

/** What they waited for may have come about by this. */
function placeRequest(
  tx: Tx,
  { encounter, stays }: Known,
  into: BedNow,
  done: { at: Instant; by: string },
): Promise<number[]> {
  const was_kept = into.reservation?.encounter_id === encounter.encounter_id
  const from = stays.at(-1)?.place.unit_id ?? null
  return placeRequestOf(tx, encounter.encounter_id, { ...into, was_kept }, from, done)
}

/**
 * The same place twice is no move. Told with an instant of its own it is noted all the same, as a move may turn up that
 * lies between (timeline.ts); told as "now", or a second time, there is nothing to note.
 */
function refuseNoMove(known: Known, point: Point, { said, bed }: { said: boolean; bed: string }): void {
  const was = placeAt(known.timeline, point.at)
  if (!was || !samePlace(was, point.place)) return
  if (said && !known.timeline.points.some(({ at }) => at === point.at)) return
  const { name, time_zone } = known.encounter
  const since = known.stays.findLast((stay) => stay.began_at <= point.at)?.began_at ?? point.at
  throw new Refused('already-done', `${name} is in ${bed} since ${onTheClock(since, time_zone)}.`, {
    place: bed,
    since,
  })
}
