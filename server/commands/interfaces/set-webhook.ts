import { eventOfKind } from '../../../schema/webhooks.ts'
import { outboundKinds } from '../../../schema/commands/interfaces.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { newWebhookSecret } from './webhook-secrets.ts'

/** A program that is told over HTTPS. Said again, it replaces what was said; what waits, waits on, and its secret stays. */
export const setWebhook: Verb<'interfaces/set-webhook'> = async (tx, input, { by }) => {
  const { site } = await siteOf(tx, input.site)
  const kinds = outboundKinds.filter((kind) => input.events.includes(eventOfKind[kind]))
  const receiver = await tx.row<{ receiver_id: number; secret: boolean }>(
    `insert into receiver as r (site, name, url, names, application, facility, kinds, on_reject, active)
     values ($1, $2, $3, $4, '', '', $5, $6, $7)
     on conflict (site, name) do update
        set url = excluded.url, names = excluded.names, kinds = excluded.kinds, on_reject = excluded.on_reject,
            active = excluded.active
      where r.url is not null
     returning receiver_id, exists (select from webhook_secret s where s.receiver_id = r.receiver_id) as secret`,
    [site, input.name, input.url, input.names, kinds, input.on_reject, input.active],
  )
  if (!receiver)
    throw new Refused(
      'already-exists',
      `${input.name} is told over HL7 already. Give this one another name.`,
      {
        name: input.name,
      },
    )
  const { receiver_id, secret: known } = receiver
  const once = known
    ? {}
    : { once: { secret: await newWebhookSecret(tx, receiver_id, { by: by.who, keepHours: 0 }) } }
  return { result: { receiver_id }, ...once, site }
}
