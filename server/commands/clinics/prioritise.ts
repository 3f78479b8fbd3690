import { turnOf } from '../../../schema/clinics.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockTicket, nowIs } from './ticket.ts'

/** Sooner, or not sooner after all: counted from when they came. */
export const prioritise: Verb<'clinics/prioritise'> = async (tx, input, context) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  const { priority } = input
  if (priority === ticket.priority)
    throw new Refused('already-done', `${ticket.number}: so it is already.`, { priority })
  const turn = turnOf(ticket.waits_from, priority, ticket.head_start_min)
  return nowIs(tx, ticket, { priority, turn }, context)
}
