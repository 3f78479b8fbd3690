import { grantsOf } from '../../schema/access/may.ts'
import { mayAsk } from '../../schema/access/rights.ts'
import { isEverywhere } from '../../schema/access/roles.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

type Senders = QueryResult<'senders'>

/**
 * How each sender is read, and whose messages wait because nothing said, when they came, which site they are about: as long
 * as nobody knows whose they are, they are shown to those who are everywhere.
 */
export const senders: Answer<'senders'> = async (database, { site }, { grants }) => ({
  senders: await database.rows<Senders['senders'][number]>(
    `select sender_id, application, facility, site, unit_component, room_component, bed_component, clocks, time_zone,
            quarantine_answer, reused_ids, charset, addresses::text[] as addresses, certificates
       from sender where $1::text is null or site = $1
      order by application, facility`,
    [site ?? null],
  ),
  waiting: await database.rows<Senders['waiting'][number]>(
    `select i.application, i.facility, (array_agg(i.reason order by i.inbound_id))[1] as reason,
            count(*)::integer as messages, max(i.received_at) as last_at,
            exists (select from sender s where s.application in (i.application, '*') and s.facility in (i.facility, '*'))
              or (select count(*) = 1 from site) as known
       from inbound i
      where i.outcome = 'quarantined' and i.site is null and $1
      group by i.application, i.facility
      order by known, last_at desc`,
    [grantsOf(grants, mayAsk.senders).some(isEverywhere)],
  ),
})
