/** Whether a bed wants an isolation clean: by who lay there last, and by what it is blocked for. */
import type { Tx } from '../../database/pool.ts'

/**
 * As an SQL expression over a bed's id: the last who left was under a precaution when they did (one lifted before, or set
 * by mistake, does not count), or the bed is blocked for isolation or as contaminated.
 */
export const isolationOf = (bedId: string): string => `(
  exists (select from bed b where b.bed_id = ${bedId} and b.block_reason in ('isolation', 'contaminated'))
  or exists (
    select from (select encounter_id, ended_at from stay
                  where bed_id = ${bedId} and cancelled_at is null and ended_at is not null
                  order by began_at desc limit 1) as last
      join precaution p using (encounter_id)
     where p.ended_how is distinct from 'mistaken' and p.began_at <= last.ended_at
       and (p.ended_at is null or p.ended_at >= last.ended_at)))`

export async function wantsIsolationClean(tx: Tx, bedId: number): Promise<boolean> {
  const row = await tx.row<{ isolation: boolean }>(`select ${isolationOf('$1::bigint')} as isolation`, [
    bedId,
  ])
  return row?.isolation ?? false
}
