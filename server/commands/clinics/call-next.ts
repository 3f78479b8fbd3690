import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockClinic, refuseOtherRoom } from './clinic.ts'
import { nowIs, TICKET, type Ticket } from './ticket.ts'

/**
 * One press of a button between two patients: who is inside is done, who is next is called. Somebody called who did not come in is
 * not passed over silently: whether they came is to be said first.
 */
export const callNext: Verb<'clinics/call-next'> = async (tx, input, { by, now }) => {
  const { clinic_id, name, rooms, today } = await lockClinic(tx, input.site, input.clinic)
  const { room } = input
  refuseOtherRoom(name, rooms, room)
  const there = await tx.row<Ticket>(
    `select ${TICKET} from ticket t join clinic c using (clinic_id)
      where clinic_id = $1 and day = $2 and room = $3 and state in ('called', 'inside') for no key update of t`,
    [clinic_id, today, room],
  )
  if (there?.state === 'called')
    throw new Refused(
      'wrong-state',
      `${there.number} is called to ${room}. Say first whether they came, or call them again.`,
      { state: 'called', number: there.number, since: there.called_at },
    )
  const finished = there && (await nowIs(tx, there, { state: 'done' }, { by, now }))
  // Whom somebody has their hands on at this moment is not next.
  const next = await tx.row<Ticket>(
    `select ${TICKET} from ticket t join clinic c using (clinic_id)
      where clinic_id = $1 and day = $2 and state = 'waiting'
      order by turn, ticket_id limit 1 for no key update of t skip locked`,
    [clinic_id, today],
  )
  if (!next) throw new Refused('wrong-state', `Nobody waits for ${name}.`, { state: 'empty' })
  const called = await nowIs(tx, next, { state: 'called', room }, { by, now, called: true })
  return {
    ...called,
    result: { ...called.result, finished_ticket_id: finished?.result.ticket_id ?? null },
    encounters: [...(finished?.encounters ?? []), ...(called.encounters ?? [])],
  }
}
