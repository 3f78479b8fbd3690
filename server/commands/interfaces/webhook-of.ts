/** The webhook a command is about. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'

/** Locked. @throws Refused `not-found`, also for a receiver that is told over HL7 */
export async function webhookOf(tx: Tx, receiver_id: number): Promise<{ site: string; active: boolean }> {
  const webhook = await tx.row<{ site: string; active: boolean }>(
    'select site, active from receiver where receiver_id = $1 and url is not null for no key update',
    [receiver_id],
  )
  if (!webhook) throw new Refused('not-found', `There is no webhook ${receiver_id}.`, { receiver_id })
  return webhook
}
