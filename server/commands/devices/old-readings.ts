/** Telemetry is kept for as long as the setting says, and no longer. */
import type { Tx } from '../../database/pool.ts'

/** A slice small enough that its deletion never holds up the readings that come in meanwhile. */
const SLICE = 10_000

/**
 * Drops readings received more than so many days ago, a slice a transaction. The latest values stay.
 * @returns how many were dropped.
 */
export async function dropOldReadings(database: Tx, olderThanDays: number): Promise<number> {
  if (!(olderThanDays >= 0)) throw new RangeError(`not a number of days: ${olderThanDays}`)
  let dropped = 0
  for (;;) {
    const slice = await database.row<{ dropped: number }>(
      `with old as (
         select ctid from reading where received_at < now() - make_interval(secs => $1 * 86400.0) limit $2
       ), gone as (delete from reading where ctid = any (array(select ctid from old)) returning 1)
       select count(*) as dropped from gone`,
      [olderThanDays, SLICE],
    )
    const gone = slice?.dropped ?? 0
    dropped += gone
    if (gone < SLICE) return dropped
  }
}
