import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { endAssignment, lockDevice } from './lock-device.ts'

/** The tag was taken off. Refused when it is with nobody and on nothing. */
export const detachTag: Verb<'devices/detach-tag'> = async (tx, input) => {
  const { assignment, code } = await lockDevice(tx, input.site, 'tag', input.tag)
  if (!assignment)
    throw new Refused('already-done', `Tag ${code} is with nobody and on nothing.`, { tag: code })
  await endAssignment(tx, assignment)
  const { tag_assignment_id, encounter_id } = assignment
  return {
    result: { tag_assignment_id },
    site: input.site,
    encounters: encounter_id === null ? [] : [encounter_id],
  }
}
