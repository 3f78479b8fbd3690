import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

type Receiver = QueryResult<'receivers'>['receivers'][number]

/** Who is told what happens at a site, and how it stands with each. */
export const receivers: Answer<'receivers'> = async (database, { site }) => ({
  receivers: await database.rows<Receiver>(
    `select r.*,
            count(o.*) filter (where o.parked_at is null)::integer as waiting,
            count(o.*) filter (where o.parked_at is not null)::integer as parked,
            (select max(sent_at) from outbound where receiver_id = r.receiver_id) as last_taken_at,
            (array_agg(o.last_error order by o.outbound_id) filter (where o.last_error is not null))[1] as last_error
       from receiver r
       left join outbound o on o.receiver_id = r.receiver_id and o.sent_at is null and o.skipped_at is null
      where $1::text is null or r.site = $1
      group by r.receiver_id order by r.site, r.name`,
    [site ?? null],
  ),
})
