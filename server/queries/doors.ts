import { grantsOf, siteListOf } from '../../schema/access/may.ts'
import { mayAsk } from '../../schema/access/rights.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'

type Doors = QueryResult<'doors'>

/** Where the doors are, which only who opened them knows, and a bed to try them on: ready, with a sensor if one has. */
export const doorsAt =
  (doors: Pick<Doors, 'hl7_port' | 'mqtt'>): Answer<'doors'> =>
  async (database, _input, { grants }) => ({
    ...doors,
    bed:
      (await database.row<NonNullable<Doors['bed']>>(TRY, [siteListOf(grantsOf(grants, mayAsk.doors))])) ??
      null,
  })

/** An outside broker as its URL says, without the account in it; the embedded one encrypted, where it can be. */
export function whereDevicesConnect({
  url,
  port,
  tlsPort,
}: {
  url: string | undefined
  port: number
  tlsPort: number | undefined
}): Doors['mqtt'] {
  if (url === undefined || !URL.canParse(url))
    return { tls: tlsPort !== undefined, host: null, port: tlsPort ?? port }
  const outside = new URL(url)
  const tls = outside.protocol === 'mqtts:' || outside.protocol === 'ssl:'
  return { tls, host: outside.hostname, port: Number(outside.port) || (tls ? 8883 : 1883) }
}

const TRY = `
  select b.site, u.code as unit, r.code as room, b.code as bed, d.code as sensor
    from bed b join unit u using (unit_id) join room r on r.room_id = b.room_id
    left join device d on d.bed_id = b.bed_id and d.kind = 'bed'
   where not exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null)
     and not exists (select from reservation v where v.bed_id = b.bed_id and v.ended_at is null)
     and not exists (select from turnover t where t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null)
     and b.staffed and b.blocked_at is null and ($1::text[] is null or b.site = any ($1))
   order by d.code is null, u.position, b.position, b.bed_id limit 1`
