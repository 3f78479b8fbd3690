import { hashOf, newSecret } from '../../access/secret.ts'
import type { Verb } from '../verb.ts'
import { lockTicket } from './ticket.ts'

/** Whoever found the lost slip sees nothing by it any more. */
export const newSlip: Verb<'clinics/new-slip'> = async (tx, input) => {
  const { ticket_id, number, site } = await lockTicket(tx, input.ticket_id)
  const code = newSecret()
  await tx.rows('update ticket set code_hash = $2 where ticket_id = $1', [ticket_id, hashOf(code)])
  return { result: { ticket_id, number }, once: { code }, site }
}
