/**
 * The readings' batch road: one statement, which is one transaction, for however many came since the last that go on where
 * their devices stopped (record-next.ts), and another for what does not.
 *
 * A device's boots are numbered in the order they were first heard, and a boot's readings by the device itself. That
 * pair is the only order there is; the device's clock is written down and never believed.
 */
import pg from 'pg'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { followBoots } from './follow-boots.ts'
import { recordNext } from './record-next.ts'

export interface IncomingReading {
  site: string
  kind: string
  device: string
  channel: string
  boot: string
  seq: number
  /** What the channel says, as JSON text, without `at`, `boot` and `seq`. */
  value: string
  said_at: Instant
}

/**
 * - `recorded`: stored; it is what screens show now, or was until a newer one of the same batch.
 * - `late`: stored, but the device has started anew since: what screens show stays.
 * - `repeat`: it was stored before; nothing changed.
 * - `conflict`: this boot and seq came before with other words; nothing changed.
 * - `unknown-device`: nobody has registered it; nothing changed.
 */
export type ReadingOutcome = 'recorded' | 'late' | 'repeat' | 'conflict' | 'unknown-device'

/**
 * Stores each reading once, and moves the latest values forward, never back.
 * @returns an outcome a reading, in the order given. When it returns, all of it is committed.
 * @throws what Postgres throws: nothing was stored then.
 */
export async function recordReadings(
  database: Tx,
  readings: readonly IncomingReading[],
): Promise<ReadingOutcome[]> {
  if (readings.length === 0) return []
  const left = await recordNext(database, readings).catch((error: unknown) => {
    if (isTwice(error)) return [...readings.keys()] // another server stored one of them just now
    throw error
  })
  const outcomes = readings.map((): ReadingOutcome => 'recorded')
  const others = await recordOthers(
    database,
    left.flatMap((place) => readings[place] ?? []),
  )
  others.forEach((outcome, nth) => (outcomes[left[nth] ?? -1] = outcome))
  return outcomes
}

/** Any reading there is: of a new boot, a late one, a repeat, one with others missing before it. */
async function recordOthers(database: Tx, readings: readonly IncomingReading[]): Promise<ReadingOutcome[]> {
  if (readings.length === 0) return []
  const rows = await database.rows<{ outcome: ReadingOutcome; device_id: number | null }>(RECORD, [
    readings.map((reading) => reading.site),
    readings.map((reading) => reading.kind),
    readings.map((reading) => reading.device),
    readings.map((reading) => reading.channel),
    readings.map((reading) => reading.boot),
    readings.map((reading) => reading.seq),
    readings.map((reading) => reading.value),
    readings.map((reading) => reading.said_at),
  ])
  const late = rows.flatMap(({ outcome, device_id }, at) => {
    const boot = readings[at]?.boot
    return outcome === 'late' && device_id !== null && boot !== undefined ? [{ device_id, boot }] : []
  })
  if (late.length > 0) await followBoots(database, late)
  return rows.map(({ outcome }) => outcome)
}

/** A unique violation. */
const isTwice = (error: unknown): boolean => error instanceof pg.DatabaseError && error.code === '23505'

/*
 * All parts see the tables as they were before; what one part wrote another learns only from its `returning`.
 *
 * - `current` is asked for each reading in its turn: is its boot the newest heard up to it? So a batch ends as the same
 *   readings one by one would have.
 * - The latest value is one update a channel and batch, and only from readings stored just now. Two servers may name a
 *   device's boots at once and both give out the same number; then whoever speaks last wins, and only one of them lives.
 * - A number that skips some is noted as a gap (settle-gaps.ts counts it later). What was said last is looked up in the
 *   latest values, so devices whose numbers are whole write nothing for it.
 * - When a device was heard is written once a second at most: silence is counted in minutes.
 * - A device that speaks is there, also when it never announced itself (mosquitto_pub) or its last will overtook its
 *   return on another connection of a shared subscription. 10 s are far longer than that race, and short for a ward.
 */
const RECORD = `
with incoming as (
  select ord, device_id, channel, boot, seq, value::jsonb as value, said_at
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::timestamptz[])
         with ordinality as i (site, kind, code, channel, boot, seq, value, said_at, ord)
    left join device using (site, kind, code)
), boots as (
  select device_id, boot, newest, nth is null as unseen,
         coalesce(nth, newest + row_number() over (partition by device_id, nth is null order by ord)) as nth
    from (select device_id, boot, min(ord) as ord from incoming where device_id is not null group by 1, 2) as named
    left join device_boot using (device_id, boot)
    cross join lateral (select coalesce(max(b.nth), 0) as newest from device_boot b where b.device_id = named.device_id) as n
), named as (
  insert into device_boot (device_id, boot, nth)
  select device_id, boot, nth from boots where unseen order by device_id, boot
  on conflict do nothing
), ordered as (
  select i.*, b.nth,
         b.nth >= greatest(b.newest, max(b.nth) over (partition by device_id order by ord)) as current
    from incoming i join boots b using (device_id, boot)
), firsts as (
  select distinct on (device_id, boot, seq) * from ordered order by device_id, boot, seq, ord
), stored as (
  insert into reading (device_id, boot, seq, channel, value, said_at)
  select device_id, boot, seq, channel, value, said_at from firsts
  on conflict do nothing
  returning device_id, boot, seq
), fresh as (
  select firsts.* from firsts join stored using (device_id, boot, seq)
), numbered as (
  select device_id, boot, seq,
         coalesce(lag(seq) over (partition by device_id, boot order by seq),
                  (select max(c.seq) from device_channel c where (c.device_id, c.boot) = (fresh.device_id, fresh.boot))) as before
    from fresh where current
), gaps as (
  insert into reading_gap (device_id, boot, after_seq, before_seq)
  select device_id, boot, before, seq from numbered where seq > before + 1
  on conflict do nothing
), latest as (
  insert into device_channel as c (device_id, channel, boot, seq, value, changed_at, said_at)
  select distinct on (device_id, channel) device_id, channel, boot, seq, value, now(), said_at
    from fresh where current order by device_id, channel, nth desc, seq desc
  on conflict (device_id, channel) do update
     set boot = excluded.boot, seq = excluded.seq, value = excluded.value, said_at = excluded.said_at,
         changed_at = case when c.value = excluded.value then c.changed_at else excluded.changed_at end
   where c.boot <> excluded.boot or c.seq < excluded.seq
), heard as (
  insert into device_heard as h (device_id, heard_at)
  select distinct device_id, now() from fresh where current order by device_id
  on conflict (device_id) do update set heard_at = excluded.heard_at
   where h.heard_at < excluded.heard_at - interval '1 second'
), alive as (
  update device
     set silent_since = null,
         online = true,
         online_at = case when online then online_at else now() end
   where device_id in (select device_id from fresh where current)
     and (silent_since is not null or online is null or (not online and online_at < now() - interval '10 seconds'))
     and (online is not false or online_at < now() - interval '10 seconds')
)
select i.device_id,
       case
         when i.device_id is null then 'unknown-device'
         when f.ord is not null then case when f.current then 'recorded' else 'late' end
         when (select (r.channel, r.value) is distinct from (i.channel, i.value)
                 from reading r where (r.device_id, r.boot, r.seq) = (i.device_id, i.boot, i.seq)) then 'conflict'
         when (select (g.channel, g.value) is distinct from (i.channel, i.value)
                 from fresh g where (g.device_id, g.boot, g.seq) = (i.device_id, i.boot, i.seq)) then 'conflict'
         else 'repeat'
       end as outcome
  from incoming i
  left join fresh f on f.ord = i.ord
 order by i.ord`
