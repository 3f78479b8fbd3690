import type { Verb } from '../verb.ts'
import { newWebhookSecret } from './webhook-secrets.ts'
import { webhookOf } from './webhook-of.ts'

/** Messages are signed with both until the receiver has had time to go over. */
export const renewSecret: Verb<'interfaces/renew-secret'> = async (
  tx,
  { receiver_id, keep_hours },
  { by },
) => {
  const { site } = await webhookOf(tx, receiver_id)
  const secret = await newWebhookSecret(tx, receiver_id, { by: by.who, keepHours: keep_hours })
  return { result: { receiver_id }, once: { secret }, site }
}
