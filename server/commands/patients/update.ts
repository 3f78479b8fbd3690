import type { Verb } from '../verb.ts'
import { notePhone } from './phone.ts'
import { lockSurvivor } from './survivor.ts'

/** What is known of a patient is corrected; what is left out stays. Said of a merged record, it is the survivor's. */
export const update: Verb<'patients/update'> = async (tx, input, { by, now }) => {
  const { patient_id } = await lockSurvivor(tx, input.patient_id)
  await tx.rows(
    // birth_date may be set to null, so that it was given is told apart from what it is
    `update patient set family = coalesce($2, family), given = coalesce($3, given),
            birth_date = case when $4 then $5::date else birth_date end,
            sex = coalesce($6, sex), privacy = coalesce($7, privacy)
      where patient_id = $1`,
    [
      patient_id,
      input.family ?? null,
      input.given ?? null,
      input.birth_date !== undefined,
      input.birth_date ?? null,
      input.sex ?? null,
      input.privacy ?? null,
    ],
  )
  if (input.phone !== undefined) await notePhone(tx, patient_id, input.phone, { now, who: by.who })
  return { result: { patient_id }, patients: [patient_id] }
}
