import type { OutboundKind } from '../../schema/commands/interfaces.ts'
import { eventOfKind } from '../../schema/webhooks.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

type Receiver = QueryResult<'receivers'>['receivers'][number]
type Webhook = Omit<QueryResult<'receivers'>['webhooks'][number], 'events'> & { kinds: OutboundKind[] }

/** Who is told what happens at a site, and how it stands with each. */
export const receivers: Answer<'receivers'> = async (database, { site }) => {
  const hl7 = await database.rows<Receiver>(
    `select r.receiver_id, r.site, r.name, r.host, r.port, r.application, r.facility, r.kinds, r.encoding, r.on_reject, r.active,
            ${STANDING}
      where r.url is null and ($1::text is null or r.site = $1) group by r.receiver_id order by r.site, r.name`,
    [site ?? null],
  )
  const webhooks = await database.rows<Webhook>(
    `select r.receiver_id, r.site, r.name, r.url, r.names, r.kinds, r.on_reject, r.active,
            (select max(until) from webhook_secret s where s.receiver_id = r.receiver_id and until > now()) as old_secret_until,
            ${STANDING}
      where r.url is not null and ($1::text is null or r.site = $1) group by r.receiver_id order by r.site, r.name`,
    [site ?? null],
  )
  return {
    receivers: hl7,
    webhooks: webhooks.map(({ kinds, ...webhook }) => ({
      ...webhook,
      events: kinds.map((kind) => eventOfKind[kind]),
    })),
  }
}

const STANDING = `
  count(o.*) filter (where o.parked_at is null)::integer as waiting,
  count(o.*) filter (where o.parked_at is not null)::integer as parked,
  (select max(sent_at) from outbound where receiver_id = r.receiver_id) as last_taken_at,
  (array_agg(o.last_error order by o.outbound_id) filter (where o.last_error is not null))[1] as last_error
    from receiver r
    left join outbound o on o.receiver_id = r.receiver_id and o.sent_at is null and o.skipped_at is null`
