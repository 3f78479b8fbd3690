import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseOtherRoom } from './clinic.ts'
import { lockTicket, nowIs, refuseUnless } from './ticket.ts'

/** Out of turn, once more, or again though they were thought absent or gone. */
export const call: Verb<'clinics/call'> = async (tx, input, { by, now }) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  refuseUnless(ticket, ['waiting', 'called', 'absent', 'left'])
  const room = input.room ?? ticket.room
  if (room === null)
    throw new Refused('invalid-input', `room: ${ticket.number} was called nowhere before; say where to`)
  refuseOtherRoom(ticket.clinic, ticket.rooms, room)
  return nowIs(tx, ticket, { state: 'called', room }, { by, now, called: true })
}
