import { reopenBarriersOf } from '../discharges/end-barriers.ts'
import { reopenRequestOf } from '../placement/end-request.ts'
import { reopenPrecautionsOf } from '../placement/precautions-of.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseCancelled } from './encounter.ts'
import { lockBedsOf, planned, readStays, rewrite } from './stays.ts'

/**
 * The patient did not leave after all: they are where they were, as if they had never left, and wait for
 * what they waited for. Refused `bed-taken` when
 * somebody else lies there now. A blocked bed or one kept for another is no hindrance: the patient is in it.
 */
export const cancelDischarge: Verb<'admissions/cancel-discharge'> = async (tx, input, { now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  if (encounter.ended_at === null) {
    throw new Refused('already-done', `${encounter.name} has not been discharged.`)
  }
  const known = await readStays(tx, encounter)
  await lockBedsOf(tx, [known])
  await tx.rows('update encounter set ended_at = null, disposition = null where encounter_id = $1', [
    encounter.encounter_id,
  ])
  await reopenBarriersOf(tx, encounter.encounter_id, encounter.ended_at)
  await reopenPrecautionsOf(tx, encounter.encounter_id)
  await reopenRequestOf(tx, encounter.encounter_id, 'left')
  const timeline = { points: known.timeline.points, end: null }
  const beds = await rewrite(tx, [planned(known, timeline)], {
    at: now,
    why: 'discharge cancelled',
    left: 'used',
  })
  return {
    result: { encounter_id: encounter.encounter_id, stay_id: known.stays.at(-1)?.stay_id ?? null },
    site: encounter.site,
    beds,
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
