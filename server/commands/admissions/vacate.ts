/** Beds that were left: each begins a turn, and asks for its cleaning by itself where its unit wants it so. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { isolationOf } from '../cleaning/isolation.ts'

export interface Left {
  bed_id: number
  at: Instant
  by: 'discharge' | 'transfer'
}

/**
 * Opens a turn for beds that were left, unless somebody lies there now, somebody left it later, or it was turned since:
 * a stay told late must not make a clean or an occupied bed dirty. Asked for by itself it is asked for when it was left,
 * and is in more of a hurry when somebody waits for the bed.
 *
 * Where the bed's sensor said so before the record did, its turn is open already. It stays vacated since the sensor's
 * instant, and is asked for now: what lies between is the dead-bed time the late record cost (docs/turn-clock.md).
 */
export async function vacate(tx: Tx, ends: readonly Left[]): Promise<void> {
  if (ends.length === 0) return
  const left = [ends.map((end) => end.bed_id), ends.map((end) => end.at), ends.map((end) => end.by)]
  await tx.rows(
    `update turnover t
        set asked_at = case when u.auto_ask then greatest(l.left_at, t.vacated_at, now()) end,
            isolation = ${isolationOf('t.bed_id')},
            priority = case t.priority when 'routine' then ${hurryOf('t.bed_id')} else t.priority end
       from ${LEFT} join bed b using (bed_id) join unit u using (unit_id)
      where t.bed_id = l.bed_id and t.opened_by = 'sensor' and t.asked_at is null and t.started_at is null
        and t.finished_at is null and t.cancelled_at is null and ${NOBODY_SINCE}`,
    left,
  )
  await tx.rows(
    `insert into turnover (bed_id, vacated_at, asked_at, opened_by, isolation, priority)
     select l.bed_id, l.left_at, case when u.auto_ask then l.left_at end, l.opened_by,
            ${isolationOf('l.bed_id')}, ${hurryOf('l.bed_id')}
       from ${LEFT} join bed b using (bed_id) join unit u using (unit_id)
      where ${NOBODY_SINCE}
        and not exists (select from turnover t where t.bed_id = l.bed_id and t.cancelled_at is null
                           and (t.finished_at is null or t.finished_at >= l.left_at))`,
    left,
  )
}

/** The last leaving of each bed. */
const LEFT = `(select distinct on (bed_id) bed_id, left_at, opened_by
    from unnest($1::bigint[], $2::timestamptz[], $3::text[]) as w (bed_id, left_at, opened_by)
   order by bed_id, left_at desc) as l`

const NOBODY_SINCE = `not exists (select from stay s where s.bed_id = l.bed_id and s.cancelled_at is null
                           and (s.ended_at is null or s.ended_at > l.left_at))`

/** "Clean next" when the bed is kept for somebody. */
const hurryOf = (bedId: string): string =>
  `case when exists (select from reservation r where r.bed_id = ${bedId} and r.ended_at is null) then 'next' else 'routine' end`
