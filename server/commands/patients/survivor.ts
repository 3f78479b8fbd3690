/** The living record of a patient: merged records lead to it. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'

export interface Patient {
  patient_id: number
  family: string
  given: string
  sex: string
}

/**
 * The record a patient's number leads to, locked so that nobody else admits, moves or merges this person meanwhile.
 * Locks are taken in the order patients, encounters, beds, everywhere: so nobody waits in a circle.
 * @throws Refused `not-found`
 */
export async function lockSurvivor(tx: Tx, patientId: number): Promise<Patient> {
  const [found] = await lockSurvivors(tx, [patientId])
  if (!found) throw new Error('one was asked for, none came') // lockSurvivors refuses before this
  return found
}

/** The records several numbers lead to, in the order asked, locked in the order of their ids. */
export async function lockSurvivors(tx: Tx, patientIds: readonly number[]): Promise<Patient[]> {
  for (;;) {
    const survivors = await survivorsOf(tx, patientIds)
    const locked = await tx.rows<Patient & { merged_into: number | null }>(
      `select patient_id, family, given, sex, merged_into from patient
        where patient_id = any ($1) order by patient_id for no key update`,
      [survivors],
    )
    // While we waited, one of them may have been merged into yet another record: look again.
    if (locked.some((patient) => patient.merged_into !== null)) continue
    return survivors.flatMap((id) => locked.find((patient) => patient.patient_id === id) ?? [])
  }
}

async function survivorsOf(tx: Tx, patientIds: readonly number[]): Promise<number[]> {
  const ends = await tx.rows<{ asked: number; patient_id: number }>(
    `with recursive chain (asked, patient_id, merged_into) as (
       select patient_id, patient_id, merged_into from patient where patient_id = any ($1)
       union all
       select c.asked, p.patient_id, p.merged_into from chain c join patient p on p.patient_id = c.merged_into
     )
     select asked, patient_id from chain where merged_into is null`,
    [patientIds],
  )
  return patientIds.map((id) => {
    const end = ends.find((row) => row.asked === id)
    if (!end) throw new Refused('not-found', `There is no patient ${id}.`, { patient_id: id })
    return end.patient_id
  })
}
