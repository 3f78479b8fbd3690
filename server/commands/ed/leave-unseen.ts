import { discharge } from '../admissions/discharge.ts'
import type { Verb } from '../verb.ts'
import { sayStep } from './steps.ts'
import { lockVisit, refuseDone, refuseGone, stepAt } from './visit.ts'

/** They have gone, and nobody had seen them. That they did not go is admissions/cancel-discharge, as of everyone who leaves. */
export const leaveUnseen: Verb<'ed/leave-unseen'> = async (tx, input, context) => {
  const visit = await lockVisit(tx, input.encounter_id)
  refuseGone(visit)
  refuseDone(visit, visit.seen_at, 'was seen')
  const { encounter_id } = input
  const at = stepAt(visit, input.at, context.now)
  await sayStep(tx, { of: { encounter_id }, kind: 'unseen', at, who: context.by.who, note: input.why })
  return discharge(tx, { encounter_id, disposition: 'left', at: input.at }, context)
}
