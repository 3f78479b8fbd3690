/** Who pays: noted at the desk, and no longer so. */
import { grantsOf, siteListOf } from '../../../schema/access/may.ts'
import { mayDo } from '../../../schema/access/rights.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import { viewerOf, type Verb } from '../verb.ts'
import { lockSurvivor } from './survivor.ts'

/** The same policy with another date is the same policy: the date is corrected. */
export const noteInsurance: Verb<'patients/note-insurance'> = async (tx, input, { by, now }) => {
  const { site } = await siteOf(tx, input.site)
  const { patient_id } = await lockSurvivor(tx, input.patient_id)
  const noted = await tx.row<{ insurance_id: number }>(
    `insert into insurance (patient_id, site, payer, policy, valid_until, noted_at, noted_by)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (patient_id, site, lower(payer), policy) where ended_at is null
       do update set valid_until = excluded.valid_until, noted_by = excluded.noted_by, noted_at = excluded.noted_at
     returning insurance_id`,
    [patient_id, site, input.payer, input.policy, input.valid_until, now, by.who],
  )
  if (!noted) throw new Error('the insurance was not inserted')
  return { result: noted, site, patients: [patient_id] }
}

/** It holds no longer; that it did stays on record. What another site noted of a patient of both is that site's to end. */
export const endInsurance: Verb<'patients/end-insurance'> = async (tx, input, { by, now }) => {
  const { patient_id } = await lockSurvivor(tx, input.patient_id)
  const viewer = viewerOf(by)
  const sites = viewer ? siteListOf(grantsOf(viewer.grants, mayDo['patients/end-insurance'])) : null
  const ended = await tx.row<{ insurance_id: number; site: string }>(
    `with recursive records (patient_id) as (
       select $2::bigint union select p.patient_id from records r join patient p on p.merged_into = r.patient_id
     )
     update insurance set ended_at = $3, ended_by = $4
      where insurance_id = $1 and ended_at is null and patient_id in (select patient_id from records)
        and ($5::text[] is null or site = any ($5))
     returning insurance_id, site`,
    [input.insurance_id, patient_id, now, by.who, sites],
  )
  if (!ended) {
    throw new Refused(
      'already-done',
      'This insurance is not the patient’s, or has ended, or another site’s.',
      {
        insurance_id: input.insurance_id,
      },
    )
  }
  return { result: { insurance_id: ended.insurance_id }, site: ended.site, patients: [patient_id] }
}
