import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockAmbulance, refuseDone } from './ambulance.ts'

/** It does not come after all. One that brought somebody who is on record did come. */
export const cancelAmbulance: Verb<'ed/cancel-ambulance'> = async (tx, input, { by, now }) => {
  const ambulance = await lockAmbulance(tx, input.ambulance_id)
  refuseDone(ambulance, ambulance.handed_over_at, 'handed over its patient')
  if (ambulance.encounter_id !== null)
    throw new Refused('wrong-state', `Ambulance ${ambulance.call_sign} brought somebody who is here.`, {
      state: 'arrived',
    })
  await tx.rows(
    `update ed_ambulance set cancelled_at = $2, cancelled_by = $3, cancelled_why = $4 where ambulance_id = $1`,
    [ambulance.ambulance_id, now, by.who, input.why],
  )
  return doneFor(ambulance)
}
