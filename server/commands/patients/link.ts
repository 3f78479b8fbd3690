import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockSurvivors } from './survivor.ts'

/** Two records are one person and stay two records (HL7 A24): noted, so that it can be taken back. */
export const link: Verb<'patients/link'> = async (tx, input, { by, now }) => {
  const [low, high] = await pairOf(tx, input)
  const made = await tx.row<{ patient_link_id: number }>(
    `insert into patient_link (patient_id, other_patient_id, linked_at, linked_by) values ($1, $2, $3, $4)
     on conflict do nothing returning patient_link_id`,
    [low, high, now, by.who],
  )
  if (!made) throw new Refused('already-done', 'These two records are linked already.')
  return { result: made, patients: [low, high] }
}

/** The two records, the lower id first. @throws Refused `already-done` when they are one record by now */
export async function pairOf(
  tx: Tx,
  { patient_id, other_patient_id }: { patient_id: number; other_patient_id: number },
): Promise<[number, number]> {
  const ids = (await lockSurvivors(tx, [patient_id, other_patient_id])).map((one) => one.patient_id)
  const [low, high] = ids.sort((a, b) => a - b)
  if (low === undefined || high === undefined) throw new Error('two were asked for') // lockSurvivors refuses before this
  if (low === high)
    throw new Refused('already-done', 'Both numbers are one record already.', { patient_id: low })
  return [low, high]
}
