import { lockEncounter, refuseCancelled } from '../admissions/encounter.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lastAbsence } from './absences.ts'

/** The patient was not away: the absence that is open is cancelled. One they came back from was one. */
export const cancelLeave: Verb<'visits/cancel-leave'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  const last = await lastAbsence(tx, encounter.encounter_id)
  if (last?.ended_at !== null) {
    throw new Refused('wrong-state', `${encounter.name} is not away.`, { state: 'here' })
  }
  await tx.rows(
    'update absence set cancelled_at = $2, cancelled_by = $3, cancelled_why = $4 where absence_id = $1',
    [last.absence_id, now, by.who, input.why],
  )
  return doneTo(tx, encounter, last.absence_id)
}
