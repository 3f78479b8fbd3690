import type { SurgeLevel } from '../../../schema/surge.ts'
import type { Instant } from '../../../schema/terms.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockSite } from './lock-site.ts'

/**
 * Declares the surge level of a site, up or down; the level before ends at that instant and stays on record. Refuses a level
 * that is declared already. A site that never declared any is at level 1, and saying so is put on record.
 */
export const declare: Verb<'surge/declare'> = async (tx, input, { by, now }) => {
  const { name, time_zone } = await lockSite(tx, input.site)
  const open = await tx.row<{ level: SurgeLevel; declared_at: Instant; declared_by: string }>(
    'select level, declared_at, declared_by from surge_level where site = $1 and ended_at is null',
    [input.site],
  )
  if (open?.level === input.level) {
    throw new Refused(
      'already-done',
      `${name} is at level ${input.level} already: ${open.declared_by} declared it at ${onTheClock(open.declared_at, time_zone)}.`,
      { level: input.level, since: open.declared_at, who: open.declared_by },
    )
  }
  // This transaction may have waited for one that began after it: the earlier level cannot end before it was declared.
  await tx.rows(
    'update surge_level set ended_at = greatest(declared_at, $2) where site = $1 and ended_at is null',
    [input.site, now],
  )
  const made = await tx.row<{ surge_id: number }>(
    `insert into surge_level (site, level, declared_at, declared_by, why)
     values ($1, $2, greatest($3::timestamptz, $4::timestamptz), $5, $6) returning surge_id`,
    [input.site, input.level, now, open?.declared_at ?? null, by.who, input.why],
  )
  if (!made) throw new Error('an insert returned nothing')
  return { result: { surge_id: made.surge_id, was: open?.level ?? 1 }, site: input.site }
}
