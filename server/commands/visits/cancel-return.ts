import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lastAbsence } from './absences.ts'

/** The patient is not back after all, as if they had never been said to be. Who and why stand in the act. */
export const cancelReturn: Verb<'visits/cancel-return'> = async (tx, input) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const last = await lastAbsence(tx, encounter.encounter_id)
  if (!last) throw new Refused('wrong-state', `${encounter.name} has not been away.`, { state: 'here' })
  if (last.ended_at === null) {
    throw new Refused(
      'already-done',
      `${encounter.name} is away since ${onTheClock(last.began_at, encounter.time_zone)}.`,
      { since: last.began_at },
    )
  }
  await tx.rows('update absence set ended_at = null where absence_id = $1', [last.absence_id])
  return doneTo(tx, encounter, last.absence_id)
}
