import { normal } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { doneFor, lockAmbulance, refuseDone } from './ambulance.ts'

/** It comes sooner or later than was said. */
export const expectAmbulance: Verb<'ed/expect-ambulance'> = async (tx, input) => {
  const ambulance = await lockAmbulance(tx, input.ambulance_id)
  refuseDone(ambulance, ambulance.arrived_at, 'arrived')
  await tx.rows('update ed_ambulance set expected_at = $2 where ambulance_id = $1', [
    ambulance.ambulance_id,
    input.expected_at && normal(input.expected_at),
  ])
  return doneFor(ambulance)
}
