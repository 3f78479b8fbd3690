import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockSurvivor } from './survivor.ts'

/**
 * A number was wrong, and this one takes its place (HL7 A47). The old one finds the patient no longer: it may be another
 * person's tomorrow. (Two records of one person are `merge`; there the old number goes on finding them.) Where the site's
 * own MRN was the same number, it changes with it, on the wristbands of open encounters too.
 */
export const changeIdentifier: Verb<'patients/change-identifier'> = async (tx, input) => {
  const { patient_id } = await lockSurvivor(tx, input.patient_id)
  const { site, from, to } = input
  await refuseTaken(tx, site, to, patient_id)
  const changed = await replaced(tx, patient_id, { site, from, to })
  if (!changed) {
    throw new Refused('not-found', `${from.value} (${from.authority}) is no number of this patient.`, {
      patient_id,
    })
  }
  const encounters: number[] = []
  const own = { authority: site, value: to.value }
  if (from.authority !== site && from.value !== to.value && !(await ownerOf(tx, site, own))) {
    await replaced(tx, patient_id, { site, from: { authority: site, value: from.value }, to: own })
  }
  const open = await tx.rows<{ encounter_id: number }>(
    `update encounter set mrn = $4 where patient_id = $1 and site = $2 and mrn = $3 and ended_at is null
        and exists (select from patient_identifier where patient_id = $1 and site = $2 and authority = $2 and value = $4)
     returning encounter_id`,
    [patient_id, site, from.value, to.value],
  )
  encounters.push(...open.map((row) => row.encounter_id))
  return { result: { patient_id }, site, encounters, patients: [patient_id] }
}

interface Numbered {
  authority: string
  value: string
}

async function replaced(
  tx: Tx,
  patientId: number,
  { site, from, to }: { site: string; from: Numbered; to: Numbered },
): Promise<boolean> {
  const row = await tx.row(
    `update patient_identifier set authority = $5, value = $6
      where patient_id in (select patient_id from patient where patient_id = $1 or merged_into = $1)
        and site = $2 and authority = $3 and value = $4 returning 1 as one`,
    [patientId, site, from.authority, from.value, to.authority, to.value],
  )
  return row !== undefined
}

async function ownerOf(tx: Tx, site: string, { authority, value }: Numbered): Promise<number | undefined> {
  const found = await tx.row<{ patient_id: number }>(
    'select patient_id from patient_identifier where site = $1 and authority = $2 and value = $3',
    [site, authority, value],
  )
  return found?.patient_id
}

async function refuseTaken(tx: Tx, site: string, to: Numbered, patientId: number): Promise<void> {
  const owner = await ownerOf(tx, site, to)
  if (owner === undefined) return
  const text = `${to.value} (${to.authority})`
  if (owner === patientId) throw new Refused('already-done', `${text} is this patient's number already.`)
  throw new Refused('already-exists', `${text} belongs to a patient registered already.`, {
    patient_id: owner,
  })
}
