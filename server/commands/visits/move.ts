import { lockEncounter, refuseCancelled } from '../admissions/encounter.ts'
import { openBedsOf } from '../admissions/open-beds.ts'
import type { Tx } from '../../database/pool.ts'
import { mrnAt } from '../patients/mrn.ts'
import { lockSurvivors } from '../patients/survivor.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/**
 * The visit belongs to another person's record: it goes there with its stays, and under that person's MRN. Refused when
 * that person lay in another bed meanwhile: nobody lies in two.
 */
export const move: Verb<'visits/move'> = async (tx, input) => {
  const whose = await tx.row<{ patient_id: number }>(
    'select patient_id from encounter where encounter_id = $1',
    [input.encounter_id],
  )
  // Both people are locked before the encounter, in the order of their ids, as everywhere.
  if (whose) await lockSurvivors(tx, [whose.patient_id, input.patient_id])
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  const [to] = await lockSurvivors(tx, [input.patient_id])
  if (!to) throw new Error('one was asked for') // lockSurvivors refuses before this
  const { encounter_id, site, patient_id } = encounter
  if (to.patient_id === patient_id) {
    throw new Refused('already-done', 'The visit is on record under this patient already.', { patient_id })
  }
  await refuseTwoBeds(tx, encounter_id, to.patient_id)
  await tx.rows('update encounter set patient_id = $2, mrn = $3 where encounter_id = $1', [
    encounter_id,
    to.patient_id,
    await mrnAt(tx, site, to.patient_id),
  ])
  return {
    result: { encounter_id, patient_id: to.patient_id },
    site,
    beds: await openBedsOf(tx, [encounter_id]),
    encounters: [encounter_id],
    patients: [patient_id, to.patient_id],
  }
}

async function refuseTwoBeds(tx: Tx, encounterId: number, patientId: number): Promise<void> {
  const elsewhere = await tx.row<{ bed: string; since: string }>(
    `select b.code as bed, o.began_at as since
       from stay s join stay o on o.patient_id = $2 and o.cancelled_at is null
            and tstzrange(o.began_at, o.ended_at) && tstzrange(s.began_at, s.ended_at)
       join bed b on b.bed_id = o.bed_id
      where s.encounter_id = $1 and s.cancelled_at is null and s.bed_id is not null limit 1`,
    [encounterId, patientId],
  )
  if (!elsewhere) return
  throw new Refused('patient-elsewhere', `That patient lay in bed ${elsewhere.bed} at that time.`, elsewhere)
}
