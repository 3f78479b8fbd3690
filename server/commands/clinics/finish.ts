import type { Verb } from '../verb.ts'
import { lockTicket, nowIs, refuseUnless } from './ticket.ts'

/** Many a doctor says nothing when somebody comes in: who was called may be done. */
export const finish: Verb<'clinics/finish'> = async (tx, input, context) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  refuseUnless(ticket, ['called', 'inside'], 'done')
  return nowIs(tx, ticket, { state: 'done' }, context)
}
