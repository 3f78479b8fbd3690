import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockAmbulance, refuseDone } from './ambulance.ts'
import { sayStep } from './steps.ts'

/** The crew may go. An ambulance nobody saw arrive has arrived by then at the latest. */
export const handOver: Verb<'ed/hand-over'> = async (tx, input, { by, now }) => {
  const ambulance = await lockAmbulance(tx, input.ambulance_id)
  const { ambulance_id, arrived_at } = ambulance
  refuseDone(ambulance, ambulance.handed_over_at, 'handed over its patient')
  const at = instantOf(input.at, now, { after: [arrived_at] })
  if (arrived_at !== null && at < arrived_at)
    throw new Refused(
      'out-of-order',
      `Ambulance ${ambulance.call_sign} arrived at ${onTheClock(arrived_at, ambulance.time_zone)}, so did not hand over before.`,
      { after: arrived_at },
    )
  const step = { of: { ambulance_id }, at, who: by.who }
  if (arrived_at === null) await sayStep(tx, { ...step, kind: 'arrived' })
  await sayStep(tx, { ...step, kind: 'handed-over' })
  return doneFor(ambulance)
}
