/** A number, locked before anything is said of it, and what is so of it from now on. */
import { ended, type TicketPriority, type TicketState } from '../../../schema/clinics.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { By, Done } from '../verb.ts'

export interface Ticket {
  ticket_id: number
  site: string
  number: string
  clinic_id: number
  encounter_id: number | null
  priority: TicketPriority
  waits_from: Instant
  turn: Instant
  state: TicketState
  room: string | null
  calls: number
  first_called_at: Instant | null
  called_at: Instant | null
  changed_at: Instant
  /** Of the clinic where it waits. */
  clinic: string
  rooms: string[]
  head_start_min: number
}

export const TICKET = `
  ticket_id, t.site, number, clinic_id, encounter_id, priority, waits_from, turn, state, room, calls, first_called_at,
  called_at, changed_at, c.name as clinic, c.rooms, c.head_start_min`

/**
 * Locked before it is joined with its clinic: whoever waits here for a colleague who sends it to another clinic finds it there.
 * @throws Refused `not-found`; `wrong-state` when it was of another day
 */
export async function lockTicket(tx: Tx, ticketId: number): Promise<Ticket> {
  const ticket = await tx.row<Ticket & { over: boolean }>(
    `with t as materialized (select * from ticket where ticket_id = $1 for no key update)
     select ${TICKET}, day <> (now() at time zone s.time_zone)::date as over
       from t join clinic c using (clinic_id) join site s on s.site = t.site`,
    [ticketId],
  )
  if (!ticket) throw new Refused('not-found', `There is no number ${ticketId}.`, { ticket_id: ticketId })
  if (ticket.over)
    throw new Refused('wrong-state', `${ticket.number} was a number of another day.`, { state: 'over' })
  return ticket
}

/** @throws Refused `already-done`, `wrong-state` */
export function refuseUnless(ticket: Ticket, states: readonly TicketState[], becomes?: TicketState): void {
  const { state, number } = ticket
  if (state === becomes) throw new Refused('already-done', `${number}: so it is already.`, { state })
  if (!states.includes(state))
    throw new Refused('wrong-state', `${number} is ${inWords[state]}.`, { state, number })
}

const inWords: Record<TicketState, string> = {
  waiting: 'waiting and not called',
  called: 'called',
  inside: 'inside',
  done: 'done',
  absent: 'called and did not come',
  left: 'gone',
}

/**
 * What is so from now on; each such change is a step on record (migration 0027). Who waits, or waits again, is as if they had not
 * been called; the steps know that they were.
 */
export async function nowIs(
  tx: Tx,
  was: Ticket,
  is: Partial<Pick<Ticket, 'state' | 'room' | 'clinic_id' | 'priority' | 'waits_from' | 'turn'>>,
  { by, now, called = false }: { by: By; now: Instant; called?: boolean },
): Promise<Done<{ ticket_id: number; number: string }>> {
  const at = instantOf(undefined, now, { after: [was.changed_at] })
  const { ticket_id, number, site, state, room, clinic_id, priority, waits_from, turn } = { ...was, ...is }
  const { calls, first_called_at, called_at } =
    state === 'waiting'
      ? { calls: 0, first_called_at: null, called_at: null }
      : called
        ? { calls: was.calls + 1, first_called_at: was.first_called_at ?? at, called_at: at }
        : was
  await tx.rows(
    `update ticket set state = $2, room = $3, clinic_id = $4, priority = $5, waits_from = $6, turn = $7, calls = $8,
            first_called_at = $9, called_at = $10, ended_at = $11, changed_at = $12, changed_by = $13
      where ticket_id = $1`,
    [
      ...[ticket_id, state, room, clinic_id, priority, waits_from, turn, calls, first_called_at, called_at],
      ...[ended.has(state) ? at : null, at, by.who],
    ],
  )
  return {
    result: { ticket_id, number },
    site,
    encounters: was.encounter_id === null ? [] : [was.encounter_id],
  }
}
