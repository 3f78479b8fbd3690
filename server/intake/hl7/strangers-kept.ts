/**
 * Messages of whom nobody knows are refused and kept, so that somebody finds out why an interface is silent; within limits,
 * so that nobody fills the disk with them. Only of these is ever let go: nothing of them was applied.
 */
import type { Tx } from '../../database/pool.ts'

/** Of one address, and of all of them: the newest. One that is longer than its share is kept alone. */
export const KEPT = { messages: 100, bytes: 6 * 1024 * 1024 } as const
export const KEPT_IN_ALL = { messages: 1000, bytes: 64 * 1024 * 1024 } as const

export interface Limits {
  messages: number
  bytes: number
}

/** Lets go of the oldest above the limits, after another came; how many that were stands in `stranger_message_dropped`. */
export async function keepWithinLimits(
  tx: Tx,
  stranger: string,
  { own = KEPT, all = KEPT_IN_ALL }: { own?: Limits; all?: Limits } = {},
): Promise<number> {
  const row = await tx.row<{ dropped: number }>(
    `with theirs as (
       select inbound_id, row_number() over own as nth, sum(octet_length(raw)) over own as bytes
         from inbound where stranger = $1 and outcome = 'refused' window own as (order by inbound_id desc)
     ), everybodys as (
       select inbound_id, row_number() over every as nth, sum(octet_length(raw)) over every as bytes
         from inbound where stranger is not null and outcome = 'refused' window every as (order by inbound_id desc)
     ), over as (
       select inbound_id from theirs where nth > 1 and (nth > $2 or bytes > $3)
       union select inbound_id from everybodys where nth > 1 and (nth > $4 or bytes > $5)
     ), held as ( -- two that come at once do not wait for one another
       select inbound_id from inbound where inbound_id in (select inbound_id from over) for update skip locked
     ), gone as (delete from inbound where inbound_id in (select inbound_id from held) returning 1
     ), counted as (
       insert into stranger_message_dropped (day, messages)
       select current_date, count(*) from gone having count(*) > 0
       on conflict (day) do update set messages = stranger_message_dropped.messages + excluded.messages)
     select count(*) as dropped from gone`,
    [stranger, own.messages, own.bytes, all.messages, all.bytes],
  )
  return row?.dropped ?? 0
}
