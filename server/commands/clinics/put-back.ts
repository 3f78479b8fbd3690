import type { Verb } from '../verb.ts'
import { lockTicket, nowIs, refuseUnless } from './ticket.ts'

/** A wrong key was pressed, or who did not come is there now. Their place in the queue is the one they had. */
export const putBack: Verb<'clinics/put-back'> = async (tx, input, context) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  refuseUnless(ticket, ['called', 'inside', 'done', 'absent', 'left'], 'waiting')
  return nowIs(tx, ticket, { state: 'waiting', room: null }, context)
}
