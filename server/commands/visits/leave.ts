import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { instantOf, normal, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lastAbsence } from './absences.ts'

/** The patient is away and the bed stays theirs. Away already and gone on somewhere else: one absence ends, one begins. */
export const leave: Verb<'visits/leave'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const last = await lastAbsence(tx, encounter.encounter_id)
  const at = instantOf(input.at, now, { after: [last?.began_at ?? null] })
  if (last?.ended_at === null) {
    const since = onTheClock(last.began_at, encounter.time_zone)
    if (last.kind === input.kind && last.place === input.place) {
      throw new Refused('already-done', `${encounter.name} is away already, since ${since}.`, {
        since: last.began_at,
      })
    }
    if (at < last.began_at) {
      throw new Refused('out-of-order', `${encounter.name} has been elsewhere since ${since}.`, {
        after: last.began_at,
      })
    }
    await tx.rows('update absence set ended_at = $2 where absence_id = $1', [last.absence_id, at])
  }
  const made = await tx.row<{ absence_id: number }>(
    `insert into absence (encounter_id, kind, place, began_at, expected_at, said_by)
     values ($1, $2, $3, $4, $5, $6) returning absence_id`,
    [
      encounter.encounter_id,
      input.kind,
      input.place,
      at,
      input.expected_at && normal(input.expected_at),
      by.who,
    ],
  )
  if (!made) throw new Error('the absence was not inserted')
  return doneTo(tx, encounter, made.absence_id)
}
