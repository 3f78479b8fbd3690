/** Holes in the numbers of devices: counted once what was only late has had its time, and shown for two days. */
import type { Tx } from '../../database/pool.ts'

/** Readings overtake one another by milliseconds, over a shared subscription by seconds; longer, and they are lost. */
const LATE_S = 30
/** As far back as screens look. */
const SHOWN_HOURS = 48

/**
 * Counts the holes noticed at least `afterS` ago, lets go of those that were filled and of those past two days, and writes
 * the sum to the devices it changed for. A device whose numbers are whole costs nothing.
 */
export async function settleGaps(database: Tx, { afterS = LATE_S } = {}): Promise<void> {
  await database.rows(
    `update reading_gap g
        set missing = greatest(0, g.before_seq - g.after_seq - 1 - (
              select count(*) from reading r
               where (r.device_id, r.boot) = (g.device_id, g.boot) and r.seq > g.after_seq and r.seq < g.before_seq))
      where g.missing is null and g.noticed_at <= now() - make_interval(secs => $1)`,
    [afterS],
  )
  await database.rows(
    'delete from reading_gap where missing = 0 or noticed_at < now() - make_interval(hours => $1)',
    [SHOWN_HOURS],
  )
  await database.rows(
    `with lost as (
       select device_id, sum(missing) as lost, min(noticed_at) as since
         from reading_gap where missing > 0 group by device_id
     )
     update device d set lost = coalesce(l.lost, 0), lost_since = l.since
       from device x left join lost l using (device_id)
      where x.device_id = d.device_id and d.lost <> coalesce(l.lost, 0)`,
  )
}
