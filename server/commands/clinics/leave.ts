import type { Verb } from '../verb.ts'
import { lockTicket, nowIs, refuseUnless } from './ticket.ts'

/** They told the desk that they go, or somebody saw them go. */
export const leave: Verb<'clinics/leave'> = async (tx, input, context) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  refuseUnless(ticket, ['waiting', 'called', 'absent'], 'left')
  return nowIs(tx, ticket, { state: 'left' }, context)
}
