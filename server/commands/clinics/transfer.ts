import { turnOf } from '../../../schema/clinics.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockClinic } from './clinic.ts'
import { lockTicket, nowIs } from './ticket.ts'

/** The slip in their hand stays right: number and code are the same. In the new queue they come last, but for their priority. */
export const transfer: Verb<'clinics/transfer'> = async (tx, input, context) => {
  const ticket = await lockTicket(tx, input.ticket_id)
  const { clinic_id, head_start_min, name } = await lockClinic(tx, ticket.site, input.clinic)
  if (clinic_id === ticket.clinic_id)
    throw new Refused('already-done', `${ticket.number} waits for ${name} already.`, { clinic: input.clinic })
  const waits_from = instantOf(undefined, context.now, { after: [ticket.changed_at] })
  const turn = turnOf(waits_from, ticket.priority, head_start_min)
  return nowIs(tx, ticket, { state: 'waiting', room: null, clinic_id, waits_from, turn }, context)
}
