import { openBedsOf } from '../admissions/open-beds.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockSurvivor } from './survivor.ts'

/**
 * Two records that were made one are two people after all. The visits the merge brought over go back, as far as they have not
 * gone on to somebody else since; what was begun since stays with who lived on, for nobody can know whose it was.
 */
export const unmerge: Verb<'patients/unmerge'> = async (tx, input, { by, now }) => {
  const survivor = await lockSurvivor(tx, input.patient_id)
  const merge = await tx.row<{
    patient_merge_id: number
    into_patient_id: number
    encounter_ids: number[]
    hid: boolean
  }>(
    `update patient_merge set undone_at = $2, undone_by = $3, undone_why = $4
      where patient_id = $1 and undone_at is null returning patient_merge_id, into_patient_id, encounter_ids, hid`,
    [input.patient_id, now, by.who, input.why],
  )
  if (!merge) {
    throw new Refused('already-done', 'This record is not merged into another.', {
      patient_id: input.patient_id,
    })
  }
  await tx.rows('update patient set merged_into = null where patient_id = $1', [input.patient_id])
  // Whom the merge hid, and nobody hid since under their own number, is shown again; the record that goes keeps its wish.
  if (merge.hid) {
    await tx.rows(`update patient set privacy = 'normal' where patient_id = $1 and privacy = 'hidden'`, [
      merge.into_patient_id,
    ])
  }
  const back = await tx.rows<{ encounter_id: number }>(
    `update encounter set patient_id = $1 where encounter_id = any ($2) and patient_id = $3
     returning encounter_id`, // cascades to the stays
    [input.patient_id, merge.encounter_ids, survivor.patient_id],
  )
  const encounters = back.map(({ encounter_id }) => encounter_id)
  // Merges that carried them on since have no say in them any more; those that had brought them here before still have.
  await tx.rows(
    `update patient_merge m
        set encounter_ids = array(select each from unnest(m.encounter_ids) each where each <> all ($2::bigint[]))
       from patient_merge this
      where this.patient_merge_id = $1 and m.undone_at is null and m.encounter_ids && $2::bigint[]
        and (m.merged_at, m.patient_merge_id) > (this.merged_at, this.patient_merge_id)`,
    [merge.patient_merge_id, encounters],
  )
  return {
    result: {
      patient_id: input.patient_id,
      from_patient_id: survivor.patient_id,
      encounters: encounters.length,
    },
    beds: await openBedsOf(tx, encounters),
    encounters,
    patients: [input.patient_id, survivor.patient_id],
  }
}
