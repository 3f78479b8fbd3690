/** Who did what: the acts that concern a bed, an encounter or a message, newest first. */
import type { z } from 'zod'
import type { act } from '../../schema/queries.ts'
import type { Database } from '../database/pool.ts'

export type Act = z.infer<typeof act>

const concerning = {
  bed: 'bed_ids @> array[$1::bigint]',
  encounter: 'encounter_ids @> array[$1::bigint]',
  message: 'inbound_id = $1',
} as const

/**
 * A lay-out's input is the whole hospital, an import's its whole past; the story of one bed says only that there was one. Nor does it say
 * what was observed of somebody: that is the board's, which tells each role as much as it may see.
 */
export function actsOf(
  database: Database,
  what: keyof typeof concerning,
  id: number,
  limit: number,
): Promise<Act[]> {
  return database.rows<Act>(
    `select act_id, at, door, who, command,
            case when command in ('hospital/lay-out', 'history/import') then jsonb_build_object('site', input -> 'site')
                 when command like 'observations/%' then jsonb_strip_nulls(jsonb_build_object(
                   'encounter_id', input -> 'encounter_id', 'set_id', input -> 'set_id', 'at', input -> 'at'))
                 else input end as input
       from act where ${concerning[what]} order by act_id desc limit $2`,
    [id, limit],
  )
}
