import type { Verb } from '../verb.ts'
import { lockTicket, nowIs, refuseUnless } from './ticket.ts'

/** Called, and not there. Who comes late is called again, or put back. */
export const absent: Verb<'clinics/absent'> = async (tx, input, context) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  refuseUnless(ticket, ['called'], 'absent')
  return nowIs(tx, ticket, { state: 'absent' }, context)
}
