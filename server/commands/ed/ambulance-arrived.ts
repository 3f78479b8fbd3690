import { instantOf } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockAmbulance, refuseDone } from './ambulance.ts'
import { sayStep } from './steps.ts'

/** The ambulance is here. Its patient is the department's only once handed over. */
export const ambulanceArrived: Verb<'ed/ambulance-arrived'> = async (tx, input, { by, now }) => {
  const ambulance = await lockAmbulance(tx, input.ambulance_id)
  refuseDone(ambulance, ambulance.arrived_at, 'arrived')
  const { ambulance_id } = ambulance
  await sayStep(tx, { of: { ambulance_id }, kind: 'arrived', at: instantOf(input.at, now), who: by.who })
  return doneFor(ambulance)
}
