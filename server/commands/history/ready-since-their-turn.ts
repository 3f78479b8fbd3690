import type { Tx } from '../../database/pool.ts'

/**
 * Beds that are free and that Wardroom knows only from this import are ready since their last turn was finished, not
 * since they were laid out. A bed on which anything else ever happened here knows better than the past.
 */
export async function readySinceTheirTurn(tx: Tx, bedIds: readonly number[]): Promise<void> {
  await tx.rows(
    `update bed b set ready_since = t.finished_at
       from (select bed_id, max(finished_at) as finished_at, count(*) filter (where finished_at is null) as open
               from turnover where bed_id = any ($1) and cancelled_at is null group by bed_id) as t
      where t.bed_id = b.bed_id and t.open = 0 and t.finished_at < b.ready_since
        and b.staffed and b.block_reason is null
        and not exists (select from stay s where s.bed_id = b.bed_id and s.cancelled_at is null
                           and (s.ended_at is null or s.ended_at > t.finished_at))
        and not exists (select from reservation r where r.bed_id = b.bed_id)
        and not exists (select from act a where a.bed_ids @> array[b.bed_id]
                           and a.command not in ('hospital/lay-out', 'history/import'))`,
    [bedIds],
  )
}
