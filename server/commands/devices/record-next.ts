/**
 * The short road of readings: those that go on where their device stopped. It is known, online and not silent, it has not
 * started anew, the channel was heard since that start, and the number is the one that comes next. Nearly all readings are
 * so, and for them nothing has to be put in order, named, or asked whether it came before.
 */
import type { Tx } from '../../database/pool.ts'
import type { IncomingReading } from './record-readings.ts'

/**
 * Stores what goes on, and moves the latest values forward; all of a device's readings, or none.
 * @returns the places of those it did not take. When it returns, the others are committed.
 * @throws what Postgres throws, a unique violation when another server stored one of them just now: nothing was stored then.
 */
export async function recordNext(database: Tx, readings: readonly IncomingReading[]): Promise<number[]> {
  const runs = runsOf(readings)
  const latest = new Map<string, IncomingReading>()
  for (const reading of readings) latest.set(`${nameOf(reading)}/${reading.channel}`, reading)
  const places = [...readings.keys()].filter((place) => runs[place] !== undefined)
  const going = places.flatMap((place) => readings[place] ?? [])
  const left = await database.rows<{ ord: number }>(
    RECORD,
    [
      going.map((reading) => reading.site),
      going.map((reading) => reading.kind),
      going.map((reading) => reading.device),
      going.map((reading) => reading.channel),
      going.map((reading) => reading.boot),
      going.map((reading) => reading.seq),
      going.map((reading) => reading.value),
      going.map((reading) => reading.said_at),
      places.map((place) => runs[place]),
      going.map((reading) => latest.get(`${nameOf(reading)}/${reading.channel}`) === reading),
    ],
    'record next readings',
  )
  const taken = new Set(places)
  for (const { ord } of left) taken.delete(places[ord - 1] ?? -1)
  return [...readings.keys()].filter((place) => !taken.has(place))
}

/** With which number each reading's device begins here; undefined where its numbers do not follow one another in one boot. */
function runsOf(readings: readonly IncomingReading[]): (number | undefined)[] {
  const runs = new Map<string, { boot: string; first: number | undefined; last: number }>()
  for (const reading of readings) {
    const { boot, seq } = reading
    const run = runs.get(nameOf(reading))
    if (!run) runs.set(nameOf(reading), { boot, first: seq, last: seq })
    else if (run.boot === boot && run.last + 1 === seq) run.last = seq
    else run.first = undefined
  }
  return readings.map((reading) => runs.get(nameOf(reading))?.first)
}

const nameOf = ({ site, kind, device }: IncomingReading): string => `${site}/${kind}/${device}`

/*
 * Prepared once a connection: planning took longer than all the rest. Rows are locked in the order of devices, as
 * everywhere. What another server did meanwhile shows in the update's own condition, and in the key of `reading`.
 */
const RECORD = `
with incoming as materialized (
  select ord, device_id, channel, i.boot, i.seq, value::jsonb as value, said_at, is_latest,
         coalesce(d.online and d.silent_since is null and said.here and i.first = said.last + 1
                  and i.boot = (select b.boot from device_boot b where b.device_id = d.device_id
                                 order by b.nth desc limit 1), false) as goes_on
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::timestamptz[],
                $9::bigint[], $10::boolean[])
         with ordinality as i (site, kind, code, channel, boot, seq, value, said_at, first, is_latest, ord)
    left join device d using (site, kind, code)
    cross join lateral (select max(c.seq) as last, bool_or(c.channel = i.channel) as here
                          from device_channel c where (c.device_id, c.boot) = (d.device_id, i.boot)) as said
   order by device_id
), stored as (
  insert into reading (device_id, boot, seq, channel, value, said_at)
  select device_id, boot, seq, channel, value, said_at from incoming where goes_on
), latest as (
  update device_channel c
     set seq = i.seq, value = i.value, said_at = i.said_at,
         changed_at = case when c.value = i.value then c.changed_at else now() end
    from incoming i
   where i.goes_on and i.is_latest
     and (c.device_id, c.channel, c.boot) = (i.device_id, i.channel, i.boot) and c.seq < i.seq
), heard as (
  update device_heard h set heard_at = now()
    from incoming i
   where i.goes_on and i.is_latest and h.device_id = i.device_id and h.heard_at < now() - interval '1 second'
)
select ord from incoming where not goes_on`
