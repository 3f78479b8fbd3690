import { TEST_EVENT } from '../../../schema/webhooks.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { queued } from './queued.ts'
import { webhookOf } from './webhook-of.ts'

/** Told like anything else, behind what waits: so it shows whether what happens here arrives there. */
export const sendTest: Verb<'interfaces/send-test'> = async (tx, { receiver_id }) => {
  const { site, active } = await webhookOf(tx, receiver_id)
  if (!active)
    throw new Refused('wrong-state', 'It is switched off, and told nothing. Switch it on first.', {
      receiver_id,
    })
  const outbound_id = await queued(tx, { receiver_id, site }, { kind: TEST_EVENT }, (_id, at) =>
    JSON.stringify({ type: TEST_EVENT, timestamp: at, data: { site } }),
  )
  return { result: { outbound_id }, site }
}
