import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { nextMrn } from './mrn.ts'
import { notePhone } from './phone.ts'

/** A new patient, with the MRN given or the site's next. An identifier somebody has already is refused, saying who. */
export const register: Verb<'patients/register'> = async (tx, input, { by, now }) => {
  await siteOf(tx, input.site)
  const mrn = input.mrn ?? (await nextMrn(tx, input.site))
  const identifiers = [{ authority: input.site, value: mrn }, ...input.identifiers]
  const taken = await tx.row<{ patient_id: number; authority: string; value: string }>(
    `select i.patient_id, i.authority, i.value
       from patient_identifier i join jsonb_to_recordset($2) as asked (authority text, value text)
         using (authority, value)
      where i.site = $1 limit 1`,
    [input.site, JSON.stringify(identifiers)],
  )
  if (taken) {
    throw new Refused(
      'already-exists',
      `${taken.value} (${taken.authority}) belongs to a patient registered already.`,
      { patient_id: taken.patient_id, authority: taken.authority, value: taken.value },
    )
  }
  const patient = await tx.row<{ patient_id: number }>(
    `insert into patient (family, given, birth_date, sex, privacy) values ($1, $2, $3, $4, $5) returning patient_id`,
    [input.family, input.given, input.birth_date, input.sex, input.privacy],
  )
  if (!patient) throw new Error('the patient was not inserted')
  await tx.rows(
    // distinct: the caller may list the MRN among the identifiers as well
    `insert into patient_identifier (patient_id, site, authority, value)
     select distinct $1::bigint, $2, authority, value
       from jsonb_to_recordset($3) as given (authority text, value text)`,
    [patient.patient_id, input.site, JSON.stringify(identifiers)],
  )
  if (input.phone !== undefined) await notePhone(tx, patient.patient_id, input.phone, { now, who: by.who })
  return {
    result: { patient_id: patient.patient_id, mrn },
    site: input.site,
    patients: [patient.patient_id],
  }
}
