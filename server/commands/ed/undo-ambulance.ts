import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockAmbulance } from './ambulance.ts'
import { takeBack } from './steps.ts'

/** It has not arrived, or not handed over, after all. What was handed over has arrived: that is taken back first. */
export const undoAmbulance: Verb<'ed/undo-ambulance'> = async (tx, input, { by, now }) => {
  const ambulance = await lockAmbulance(tx, input.ambulance_id)
  const { ambulance_id, call_sign, handed_over_at } = ambulance
  if (input.what === 'arrived' && handed_over_at !== null)
    throw new Refused(
      'wrong-state',
      `Ambulance ${call_sign} has handed over its patient. Take that back first.`,
      {
        state: 'handed-over',
        since: handed_over_at,
      },
    )
  const back = { at: now, who: by.who, why: input.why }
  if (!(await takeBack(tx, { of: { ambulance_id }, kind: input.what }, back)))
    throw new Refused('already-done', `Of ambulance ${call_sign} nothing of that kind is on record.`)
  return doneFor(ambulance)
}
