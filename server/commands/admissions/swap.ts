import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import type { BedNow } from '../beds/bed-now.ts'
import { readRoom } from '../beds/room-mates.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { placeRequestOf } from '../placement/end-request.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounters, refuseUnlessOpen, type Encounter } from './encounter.ts'
import { isolationRule, refuseFirst, sexRule } from './may-lie-here.ts'
import { lockBedsOf, planned, readStays, rewrite, type Known } from './stays.ts'
import { samePlace, withPoint, type Place } from './timeline.ts'

/** Two patients change places in one act: at no moment is either nowhere, nor are both in one bed. */
export const swap: Verb<'admissions/swap'> = async (tx, input, { by, now }) => {
  if (input.encounter_id === input.with_encounter_id) {
    throw new Refused('invalid-input', 'with_encounter_id: a patient cannot change beds with themselves')
  }
  const [one, other] = await lockEncounters(tx, [input.encounter_id, input.with_encounter_id])
  if (!one || !other) throw new Error('two were asked for') // lockEncounters refuses before this
  refuseUnlessOpen(one)
  refuseUnlessOpen(other)
  if (one.site !== other.site) {
    throw new Refused('invalid-input', `with_encounter_id: ${other.name} is at another site, ${other.site}`)
  }
  const first = await readStays(tx, one)
  const second = await readStays(tx, other)
  const [here, there] = [placeOf(first), placeOf(second)]
  const beds = await lockBedsOf(tx, [first, second], here, there)
  const lasts = [first, second].map((known) => known.timeline.points.at(-1)?.at ?? null)
  const at = instantOf(input.at, now, { after: lasts })
  for (const last of lasts) {
    if (last === null || at > last) continue
    throw new Refused(
      'out-of-order',
      `One of them was moved at ${onTheClock(last, one.time_zone)}; they cannot have changed beds before.`,
      { after: last },
    )
  }
  if (samePlace(here, there)) {
    throw new Refused('already-done', `${one.name} and ${other.name} are in the same place.`)
  }
  refuseFirst(
    [
      ...(await refusals(tx, beds.get(there.bed_id ?? -1), one, other)),
      ...(await refusals(tx, beds.get(here.bed_id ?? -1), other, one)),
    ],
    input.override,
  )
  const plans = [
    planned(first, withPoint(first.timeline, { at, place: there })),
    planned(second, withPoint(second.timeline, { at, place: here })),
  ]
  const touched = await rewrite(tx, plans, { at, why: 'occupied before it was clean', left: 'unused' })
  const released = [
    ...(await placeIn(tx, beds.get(there.bed_id ?? -1), one, here, { at, by: by.who })),
    ...(await placeIn(tx, beds.get(here.bed_id ?? -1), other, there, { at, by: by.who })),
  ]
  return {
    result: { encounter_id: one.encounter_id, with_encounter_id: other.encounter_id },
    site: one.site,
    beds: [...touched, ...released],
    encounters: [one.encounter_id, other.encounter_id],
    patients: [one.patient_id, other.patient_id],
  }
}

/** What one of them waited for may have come about by this. */
async function placeIn(
  tx: Tx,
  bed: BedNow | undefined,
  comer: Encounter,
  from: Place,
  done: { at: Instant; by: string },
): Promise<number[]> {
  if (!bed) return []
  return placeRequestOf(tx, comer.encounter_id, { ...bed, was_kept: false }, from.unit_id, done)
}

/** What keeps a patient out of the bed another leaves for theirs. */
async function refusals(
  tx: Tx,
  bed: BedNow | undefined,
  comer: Encounter,
  goer: Encounter,
): Promise<(Refused | undefined)[]> {
  if (!bed) return []
  const room = await readRoom(tx, bed.bed_id, comer.encounter_id, { going: [goer.encounter_id] })
  return [sexRule(bed, comer), isolationRule(bed, comer, room)]
}

function placeOf(known: Known): Place {
  const open = known.stays.at(-1)
  if (open) return open.place
  throw new Refused('wrong-state', `${known.encounter.name} is in no unit and no bed yet.`, {
    state: 'nowhere',
  })
}
