import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { endAssignment, lockDevice } from './lock-device.ts'

/** From now on what the badge does is on record under this name; who had it before has it no more. */
export const giveBadge: Verb<'devices/give-badge'> = async (tx, input) => {
  const { device_id, code, assignment } = await lockDevice(tx, input.site, 'badge', input.badge)
  if ((assignment?.person ?? null) === input.person) {
    const state = input.person === null ? 'belongs to nobody' : `is ${input.person}’s already`
    throw new Refused('already-done', `Badge ${code} ${state}.`, { badge: code })
  }
  if (assignment) await endAssignment(tx, assignment)
  if (input.person !== null)
    await tx.rows('insert into tag_assignment (device_id, person) values ($1, $2)', [device_id, input.person])
  return { result: { device_id }, site: input.site }
}
