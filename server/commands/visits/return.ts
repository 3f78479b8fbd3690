import { lockEncounter, refuseCancelled } from '../admissions/encounter.ts'
import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lastAbsence } from './absences.ts'

/** The patient is back from where they were. */
export const comeBack: Verb<'visits/return'> = async (tx, input, { now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCancelled(encounter)
  const last = await lastAbsence(tx, encounter.encounter_id)
  if (!last) throw new Refused('wrong-state', `${encounter.name} has not been away.`, { state: 'here' })
  if (last.ended_at !== null) {
    throw new Refused(
      'already-done',
      `${encounter.name} is back since ${onTheClock(last.ended_at, encounter.time_zone)}.`,
      { since: last.ended_at },
    )
  }
  const at = instantOf(input.at, now, { after: [last.began_at] })
  if (at < last.began_at) {
    throw new Refused(
      'out-of-order',
      `${encounter.name} left at ${onTheClock(last.began_at, encounter.time_zone)}, so was not back before.`,
      { after: last.began_at },
    )
  }
  await tx.rows('update absence set ended_at = $2 where absence_id = $1', [last.absence_id, at])
  return doneTo(tx, encounter, last.absence_id)
}
