import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockSurvivors } from './survivor.ts'

/**
 * Two records are one person. Encounters and stays go to the survivor; identifiers stay on the old record, which leads
 * to the survivor, so the old number still finds the person (RELIABILITY F18).
 * Refused when both are the same record already (which a circle would be), and when both lie in beds at one time:
 * then they are two people, or one of the beds is wrong.
 */
export const merge: Verb<'patients/merge'> = async (tx, input, { by, now }) => {
  const [old, survivor] = await lockSurvivors(tx, [input.patient_id, input.into_patient_id])
  if (!old || !survivor) throw new Error('two were asked for') // lockSurvivors refuses before this
  if (old.patient_id === survivor.patient_id) {
    throw new Refused('already-done', 'Both numbers are one record already.', {
      patient_id: survivor.patient_id,
    })
  }
  await refuseTwoBeds(tx, old.patient_id, survivor.patient_id)
  const moved = await tx.rows<{ encounter_id: number }>(
    'update encounter set patient_id = $2 where patient_id = $1 returning encounter_id', // cascades to the stays
    [old.patient_id, survivor.patient_id],
  )
  await tx.rows('update patient set merged_into = $2 where patient_id = $1', [
    old.patient_id,
    survivor.patient_id,
  ])
  // Who asked under either number that nobody be told, asked it for the one person they are.
  const hid = await tx.rows(
    `update patient set privacy = 'hidden' where patient_id = $2 and privacy = 'normal'
        and exists (select from patient where patient_id = $1 and privacy = 'hidden') returning patient_id`,
    [old.patient_id, survivor.patient_id],
  )
  const encounters = moved.map((row) => row.encounter_id)
  await tx.rows(
    // so that it can be taken back
    `insert into patient_merge (patient_id, into_patient_id, encounter_ids, hid, merged_at, merged_by)
     values ($1, $2, $3, $4, $5, $6)`,
    [old.patient_id, survivor.patient_id, encounters, hid.length > 0, now, by.who],
  )
  const beds = await tx.rows<{ bed_id: number }>(
    `select bed_id from stay where encounter_id = any ($1) and bed_id is not null
        and ended_at is null and cancelled_at is null`,
    [encounters],
  )
  return {
    result: { patient_id: survivor.patient_id },
    beds: beds.map((row) => row.bed_id),
    encounters,
    patients: [old.patient_id, survivor.patient_id],
  }
}

async function refuseTwoBeds(tx: Tx, one: number, other: number): Promise<void> {
  const both = await tx.row<{ bed: string; since: string; other_bed: string }>(
    `select b.code as bed, a.began_at as since, d.code as other_bed
       from stay a join stay c on tstzrange(a.began_at, a.ended_at) && tstzrange(c.began_at, c.ended_at)
       join bed b on b.bed_id = a.bed_id join bed d on d.bed_id = c.bed_id
      where a.patient_id = $1 and c.patient_id = $2 and a.cancelled_at is null and c.cancelled_at is null
      order by a.began_at desc limit 1`,
    [one, other],
  )
  if (!both) return
  throw new Refused(
    'patient-elsewhere',
    `These two lay in beds at the same time (${both.bed} and ${both.other_bed}), so they cannot be one person. Correct the stays first.`,
    { bed: both.bed, since: both.since, other_bed: both.other_bed },
  )
}
