import type { Verb } from '../verb.ts'
import { sayStep } from './steps.ts'
import { doneFor, lockVisit, refuseDone, stepAt } from './visit.ts'

/** A provider has seen them. Written down late, it may be of somebody who has left. */
export const seen: Verb<'ed/seen'> = async (tx, input, { by, now }) => {
  const visit = await lockVisit(tx, input.encounter_id)
  const { encounter_id } = input
  refuseDone(visit, visit.seen_at, 'was seen')
  await sayStep(tx, { of: { encounter_id }, kind: 'seen', at: stepAt(visit, input.at, now), who: by.who })
  return doneFor(tx, visit, { encounter_id })
}
