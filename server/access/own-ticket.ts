/** The place in the queue of whoever holds the code of a slip, today. Nothing else can be asked with it. */
import type { OwnTicket } from '../../schema/access/own-ticket.ts'
import { PACE_OF, paceOf, roughWait } from '../../schema/clinics.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'
import { hashOf } from './secret.ts'

type Found = Omit<OwnTicket, 'rough_min' | 'again_s' | 'demo'> & { called: Instant[] }

/** Who is called within the next few, or is called now, looks at their phone: they are told soon. */
const SOON = { before: 3, again_s: 4 } as const
const LATER_S = 12
/** Who is done, or gone, may be called again or sent on. */
const OVER_S = 30

/** What finds a ticket by its code. @param demo every screen says so of a demo, a phone's too */
export const ticketsOf =
  (tx: Tx, { demo }: { demo: boolean }) =>
  async (code: string): Promise<OwnTicket | undefined> => {
    const found = await ownTicket(tx, code)
    return found && { ...found, demo }
  }

/** @returns undefined: no slip of today has this code */
async function ownTicket(tx: Tx, code: string): Promise<Omit<OwnTicket, 'demo'> | undefined> {
  const found = await tx.row<Found>(
    `select t.number, s.name as site, s.time_zone, c.name as clinic, t.state, t.calls, now() as at,
            case when t.state in ('called', 'inside') then t.room end as room,
            case when t.state = 'waiting' then
              (select count(*) from ticket o
                where o.clinic_id = t.clinic_id and o.day = t.day and o.state = 'waiting'
                  and (o.turn, o.ticket_id) < (t.turn, t.ticket_id)) end as before,
            (select coalesce(json_agg(first_called_at order by first_called_at), '[]') from
              (select first_called_at from ticket o
                where o.clinic_id = t.clinic_id and o.day = t.day and first_called_at is not null
                order by first_called_at desc limit $2) lately) as called
       from ticket t join clinic c using (clinic_id) join site s on s.site = t.site
      where t.code_hash = $1 and t.day = (now() at time zone s.time_zone)::date`,
    [hashOf(code), PACE_OF],
  )
  if (!found) return undefined
  const { called, ...ticket } = found
  const { before } = ticket
  return {
    ...ticket,
    rough_min: before === null ? null : roughWait(before, paceOf(called)),
    again_s: againOf(ticket),
  }
}

function againOf({ state, before }: Pick<Found, 'state' | 'before'>): number {
  if (state === 'called') return SOON.again_s
  if (state === 'waiting') return before !== null && before <= SOON.before ? SOON.again_s : LATER_S
  return OVER_S
}
