import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounters, refuseUnlessOpen } from './encounter.ts'
import { sexRule } from './may-lie-here.ts'
import { lockBedsOf, planned, readStays, rewrite, type Known } from './stays.ts'
import { samePlace, withPoint, type Place } from './timeline.ts'

/** Two patients change places in one act: at no moment is either nowhere, nor are both in one bed. */
export const swap: Verb<'admissions/swap'> = async (tx, input, { now }) => {
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
  const beds = await lockBedsOf(tx, [first, second])
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
  const [here, there] = [placeOf(first), placeOf(second)]
  if (samePlace(here, there)) {
    throw new Refused('already-done', `${one.name} and ${other.name} are in the same place.`)
  }
  const intoThere = beds.get(there.bed_id ?? -1)
  const intoHere = beds.get(here.bed_id ?? -1)
  const inTheWay = (intoThere && sexRule(intoThere, one)) ?? (intoHere && sexRule(intoHere, other))
  if (inTheWay) throw inTheWay
  const plans = [
    planned(first, withPoint(first.timeline, { at, place: there })),
    planned(second, withPoint(second.timeline, { at, place: here })),
  ]
  return {
    result: { encounter_id: one.encounter_id, with_encounter_id: other.encounter_id },
    site: one.site,
    beds: await rewrite(tx, plans, { at, why: 'occupied before it was clean', left: 'unused' }),
    encounters: [one.encounter_id, other.encounter_id],
    patients: [one.patient_id, other.patient_id],
  }
}

function placeOf(known: Known): Place {
  const open = known.stays.at(-1)
  if (open) return open.place
  throw new Refused('wrong-state', `${known.encounter.name} is in no unit and no bed yet.`, {
    state: 'nowhere',
  })
}
