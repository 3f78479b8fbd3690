import type { Verb } from '../verb.ts'
import { lockTicket, nowIs, refuseUnless } from './ticket.ts'

/** They came to the room they were called to; or it was wrong that they are done, and they are in that room still, if nobody else is. */
export const comeIn: Verb<'clinics/come-in'> = async (tx, input, context) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  refuseUnless(ticket, ['called', 'done'], 'inside')
  return nowIs(tx, ticket, { state: 'inside' }, context)
}
