/** What the database holds of the inputs in a ledger, asked in its own words. */
import pg from 'pg'
import type { Stored } from './ledger.ts'

type Ids = readonly string[]
interface Row {
  id: string
  recorded: string
  effects: string
}

export async function asking<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5000,
    query_timeout: 60_000,
  })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  try {
    await client.connect()
    return await work(client)
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** A reading's record is its effect: what screens show is compared with what its device last said, elsewhere. */
export const storedReadings = (url: string, ids: Ids): Promise<Map<string, Stored>> =>
  counted(
    url,
    `select i.id, count(r.*) as recorded, count(r.*) as effects
       from unnest($1::text[]) as i (id)
       cross join lateral (select split_part(i.id, ' ', 1) as code, split_part(i.id, ' ', 2) as boot, split_part(i.id, ' ', 3)::bigint as seq) as n
       join device d on d.kind = 'bed' and d.code = n.code
       join reading r on (r.device_id, r.boot, r.seq) = (d.device_id, n.boot, n.seq)
      group by i.id`,
    ids,
  )

/** A message did what its acts say; the same command twice for one message is an effect too many. */
export const storedMessages = (url: string, ids: Ids): Promise<Map<string, Stored>> =>
  counted(
    url,
    `select m.control_id as id, count(*) as recorded, sum(a.most) as effects
       from inbound m
       left join lateral (
         select max(n) as most from (select count(*) as n from act where act.inbound_id = m.inbound_id group by command) as c
       ) as a on true
      where m.control_id = any($1) group by 1`,
    ids,
  )

/** A patient registered under the key's name shows that a command had its effect; other commands only their act. */
export const storedCommands = (url: string, ids: Ids): Promise<Map<string, Stored>> =>
  counted(
    url,
    `select a.key as id, count(*) as recorded,
            case when bool_or(a.command = 'patients/register')
                 then (select count(*) from patient p where p.family = a.key) else count(*) end as effects
       from act a where a.key = any($1) group by a.key
      union all
     select p.family, 0, count(*) from patient p
      where p.family = any($1) and not exists (select from act a where a.key = p.family) group by 1`,
    ids,
  )

async function counted(url: string, sql: string, ids: Ids): Promise<Map<string, Stored>> {
  const { rows } = await asking(url, (client) => client.query<Row>(sql, [ids]))
  return new Map(
    rows.map(({ id, recorded, effects }) => [id, { recorded: Number(recorded), effects: Number(effects) }]),
  )
}

/** Of lost readings, those that lie in no hole the database has noted. */
export async function notNoted(url: string, ids: Ids): Promise<string[]> {
  if (ids.length === 0) return []
  const { rows } = await asking(url, (client) =>
    client.query<{ id: string }>(
      `select i.id from unnest($1::text[]) as i (id)
        cross join lateral (select split_part(i.id, ' ', 1) as code, split_part(i.id, ' ', 2) as boot, split_part(i.id, ' ', 3)::bigint as seq) as n
        where not exists (
          select from reading_gap g join device d using (device_id)
           where d.kind = 'bed' and (d.code, g.boot) = (n.code, n.boot) and n.seq > g.after_seq and n.seq < g.before_seq)`,
      [ids],
    ),
  )
  return rows.map(({ id }) => id)
}
