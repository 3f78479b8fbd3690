/** What devices say of themselves: online, or (mostly by their last will) offline. Offline, and their word is not trusted. */
import type { Tx } from '../../database/pool.ts'

export interface IncomingAvailability {
  site: string
  kind: string
  device: string
  online: boolean
}

/**
 * Writes down who is online; of several words of one device the last counts. Becoming online counts as being heard.
 * A word that says nothing new (the same retained message again) changes nothing.
 * @returns an outcome each, in the order given. When it returns, all of it is committed.
 */
export async function recordAvailability(
  database: Tx,
  said: readonly IncomingAvailability[],
): Promise<('recorded' | 'unknown-device')[]> {
  if (said.length === 0) return []
  const rows = await database.rows<{ outcome: 'recorded' | 'unknown-device' }>(RECORD, [
    said.map(({ site }) => site),
    said.map(({ kind }) => kind),
    said.map(({ device }) => device),
    said.map(({ online }) => online),
  ])
  return rows.map(({ outcome }) => outcome)
}

const RECORD = `
with incoming as (
  select ord, device_id, i.online
    from unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) with ordinality as i (site, kind, code, online, ord)
    left join device using (site, kind, code)
), last as (
  select distinct on (device_id) device_id, online from incoming where device_id is not null order by device_id, ord desc
), changed as (
  update device d set online = l.online, online_at = now(), silent_since = null
    from last l where d.device_id = l.device_id and d.online is distinct from l.online
  returning d.device_id, d.online
), heard as (
  insert into device_heard (device_id, heard_at) select device_id, now() from changed where online order by device_id
  on conflict (device_id) do update set heard_at = excluded.heard_at
)
select case when device_id is null then 'unknown-device' else 'recorded' end as outcome from incoming order by ord`
