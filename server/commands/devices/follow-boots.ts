/**
 * Which start of a device is the one that runs? Normally the one heard last for the first time. But over a shared
 * subscription, or after an outage, two starts can be first heard in the wrong order, and the running one would be taken
 * for the old one until its next start. So a boot that goes on speaking while the "newer" one has gone quiet is followed.
 */
import type { Tx } from '../../database/pool.ts'

/**
 * A boot becomes its device's newest when two of its readings, at least 30 s apart, came after the last word of the boot
 * that is newest now. What was only late (a burst of old messages) is over sooner; a device that lives has a heartbeat.
 */
export async function followBoots(
  database: Tx,
  late: readonly { device_id: number; boot: string }[],
): Promise<void> {
  await database.rows(FOLLOW, [late.map(({ device_id }) => device_id), late.map(({ boot }) => boot)])
}

const FOLLOW = `
with spoken as (
  select distinct on (device_id) device_id, boot, newest.nth
    from unnest($1::bigint[], $2::text[]) as l (device_id, boot)
    cross join lateral (
      select b.nth, (select r.received_at from reading r where (r.device_id, r.boot) = (b.device_id, b.boot)
                      order by r.seq desc limit 1) as last_word
        from device_boot b where b.device_id = l.device_id order by b.nth desc limit 1
    ) as newest
   where exists (select from reading r
                  where (r.device_id, r.boot) = (l.device_id, l.boot)
                    and r.received_at > coalesce(newest.last_word, '-infinity')
                    and r.received_at <= now() - interval '30 seconds')
), followed as (
  update device_boot b set nth = s.nth + 1
    from spoken s where (b.device_id, b.boot) = (s.device_id, s.boot) and b.nth <= s.nth
  returning b.device_id, b.boot
), latest as (
  insert into device_channel as c (device_id, channel, boot, seq, value, changed_at, said_at)
  select distinct on (device_id, channel) device_id, channel, boot, seq, value, now(), said_at
    from followed join reading using (device_id, boot)
   order by device_id, channel, seq desc
  on conflict (device_id, channel) do update
     set boot = excluded.boot, seq = excluded.seq, value = excluded.value, said_at = excluded.said_at,
         changed_at = case when c.value = excluded.value then c.changed_at else excluded.changed_at end
)
insert into device_heard as h (device_id, heard_at) select device_id, now() from followed
on conflict (device_id) do update set heard_at = excluded.heard_at`
