import { decidedIfHere } from '../ed/decided.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockEncounter, refuseCancelled } from './encounter.ts'
import { openBedsOf } from './open-beds.ts'

/** An outpatient becomes an inpatient, or the other way round. Also of one who has left: the record is corrected. */
export const reclassify: Verb<'admissions/reclassify'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  if (encounter.class === input.class) {
    throw new Refused('already-done', `This encounter of ${encounter.name} is ${input.class} already.`, {
      class: input.class,
    })
  }
  const at = instantOf(input.at, now)
  await tx.rows(
    // Of one who has left, what they were all along was wrong on record.
    `update encounter set class = $2, classified_at = case when ended_at is null then $3::timestamptz end
      where encounter_id = $1`,
    [encounter.encounter_id, input.class, at],
  )
  // In the emergency department that is the decision to admit.
  if (input.class === 'inpatient') await decidedIfHere(tx, encounter.encounter_id, { at, who: by.who })
  return {
    result: { encounter_id: encounter.encounter_id },
    site: encounter.site,
    beds: await openBedsOf(tx, [encounter.encounter_id]),
    encounters: [encounter.encounter_id],
    patients: [encounter.patient_id],
  }
}
