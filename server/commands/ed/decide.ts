import { request } from '../placement/request.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockVisit, refuseDone, refuseGone, stepAt } from './visit.ts'

/** It is decided to admit: the request for a bed is the decision, so neither is on record without the other. */
export const decide: Verb<'ed/decide'> = async (tx, input, context) => {
  const visit = await lockVisit(tx, input.encounter_id)
  refuseGone(visit)
  refuseDone(visit, visit.decided_at, 'was to be admitted')
  const at = stepAt(visit, input.at, context.now)
  const asked = await request(tx, { ...input, at, from_kind: 'ed', from_note: null }, context)
  const { encounter_id } = input
  return {
    ...(await doneFor(tx, visit, { encounter_id, ...asked.result })),
    site: asked.site ?? visit.encounter.site,
  }
}
