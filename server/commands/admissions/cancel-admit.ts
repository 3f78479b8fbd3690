import type { Verb } from '../verb.ts'
import { callOff, refuseCalledOff } from './call-off.ts'
import { lockEncounter, refuseUnlessOpen } from './encounter.ts'

/** The admission was a mistake, or it was decided not to admit after all (HL7 A11 means either). */
export const cancelAdmit: Verb<'admissions/cancel-admit'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseCalledOff(encounter, 'admission')
  refuseUnlessOpen(encounter)
  return callOff(tx, encounter, { by: by.who, now, why: 'admission cancelled', given: input.why })
}
