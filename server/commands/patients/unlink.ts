import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { pairOf } from './link.ts'

/** Two records that were linked are two people after all (HL7 A37). */
export const unlink: Verb<'patients/unlink'> = async (tx, input, { by, now }) => {
  const [low, high] = await pairOf(tx, input)
  const ended = await tx.row<{ patient_link_id: number }>(
    `update patient_link set ended_at = $3, ended_by = $4
      where patient_id = $1 and other_patient_id = $2 and ended_at is null returning patient_link_id`,
    [low, high, now, by.who],
  )
  if (!ended) throw new Refused('already-done', 'These two records are not linked.')
  return { result: ended, patients: [low, high] }
}
