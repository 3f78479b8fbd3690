import { callOff, refuseCalledOff } from '../admissions/call-off.ts'
import { lockEncounter } from '../admissions/encounter.ts'
import type { Verb } from '../verb.ts'

/**
 * The visit never was (HL7 A23). Unlike cancel-admit also of a patient who has left: the bed they lay in was turned since,
 * or is turned as it is, and stays so.
 */
export const cancel: Verb<'visits/cancel'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCalledOff(encounter, 'visit')
  return callOff(tx, encounter, { by: by.who, now, why: 'visit cancelled', given: input.why })
}
