import { LEFT } from '../discharges/end-barriers.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseCancelled } from './encounter.ts'
import { endAllOf } from './end-all.ts'
import { lockBedsOf, planned, readStays, rewrite } from './stays.ts'
import { endedAt } from './timeline.ts'

/** The patient has left; the bed is vacated from that instant and wants cleaning. What held them up is cancelled, not done. */
export const discharge: Verb<'admissions/discharge'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  if (encounter.ended_at !== null) {
    throw new Refused(
      'already-done',
      `${encounter.name} was discharged at ${onTheClock(encounter.ended_at, encounter.time_zone)}.`,
      { since: encounter.ended_at },
    )
  }
  const known = await readStays(tx, encounter)
  await lockBedsOf(tx, [known])
  const last = known.timeline.points.at(-1)?.at ?? encounter.started_at
  const at = instantOf(input.at, now, { after: [last] })
  if (at < last) {
    throw new Refused(
      'out-of-order',
      `${encounter.name} was still here at ${onTheClock(last, encounter.time_zone)}, so did not leave before.`,
      { after: last },
    )
  }
  const timeline = endedAt(known.timeline, at)
  await tx.rows('update encounter set ended_at = $2, disposition = $3 where encounter_id = $1', [
    encounter.encounter_id,
    timeline.end,
    input.disposition,
  ])
  const beds = await rewrite(tx, [planned(known, timeline)], { at, why: 'discharged', left: 'used' })
  const released = await endAllOf(tx, encounter.encounter_id, {
    at,
    by: by.who,
    why: 'discharged',
    barriers: LEFT,
  })
  return {
    result: { encounter_id: encounter.encounter_id },
    site: encounter.site,
    beds: [...beds, ...released],
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
