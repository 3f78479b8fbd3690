import { instantOf } from '../instants.ts'
import { endReservationOf } from '../admissions/end-reservation.ts'
import { lockBedsOf, readStays } from '../admissions/stays.ts'
import { cancelRequestOf } from '../placement/end-request.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { emergencyAgain } from './decided.ts'
import { takeBack } from './steps.ts'
import { doneFor, lockVisit } from './visit.ts'

const WHAT = { triaged: 'triage', seen: 'seen by a provider', decided: 'decision to admit' } as const

/** It was wrong: it stays on record as cancelled, with who and why. Nobody who is not to be admitted waits for a bed. */
export const undo: Verb<'ed/undo'> = async (tx, input, { by, now }) => {
  const visit = await lockVisit(tx, input.encounter_id)
  const { encounter_id, what, why } = input
  if (what === 'decided') await lockBedsOf(tx, [await readStays(tx, visit.encounter)])
  const at = instantOf(undefined, now)
  if (what === 'decided') await emergencyAgain(tx, encounter_id)
  if (!(await takeBack(tx, { of: { encounter_id }, kind: what }, { at, who: by.who, why })))
    throw new Refused('already-done', `${visit.encounter.name}: no ${WHAT[what]} is on record.`)
  const done = await doneFor(tx, visit, { encounter_id })
  if (what !== 'decided') return done
  await cancelRequestOf(tx, encounter_id, { at, by: by.who, why })
  const released = await endReservationOf(tx, encounter_id, { at, why: `not admitted: ${why}` })
  return { ...done, beds: [...(done.beds ?? []), ...released] }
}
