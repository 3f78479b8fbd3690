/** The beds of a lay-out. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'

export interface BedWanted {
  bed: string
  unit: string
  room: string
  position: number
  features: readonly string[]
  sex_rule: string
  staffed: boolean
  sensor?: string | undefined
}

const WANTED = `
  select b.code, b.position, b.features, b.sex_rule, b.staffed, u.unit_id, r.room_id
    from jsonb_to_recordset($2) as b (code text, unit text, room text, position integer, features text[],
                                      sex_rule text, staffed boolean)
    join unit u on u.site = $1 and u.code = b.unit
    join room r on r.unit_id = u.unit_id and r.code = b.room`

const asJson = (beds: readonly BedWanted[]): string =>
  JSON.stringify(beds.map(({ bed, ...rest }) => ({ ...rest, code: bed })))

/**
 * Locks the beds that are there already, and refuses to wheel one away under a patient.
 * @throws Refused `bed-occupied`
 */
export async function refuseMovingOccupied(tx: Tx, site: string, beds: readonly BedWanted[]): Promise<void> {
  await tx.rows('select 1 from bed where site = $1 and code = any ($2) order by bed_id for no key update', [
    site,
    beds.map((bed) => bed.bed),
  ])
  const occupied = await tx.row<{ code: string; since: string }>(
    `with wanted as (${WANTED})
     select b.code, s.began_at as since
       from wanted w join bed b on b.site = $1 and b.code = w.code and b.room_id <> w.room_id
       join stay s on s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null
      order by b.code limit 1`,
    [site, asJson(beds)],
  )
  if (!occupied) return
  throw new Refused(
    'bed-occupied',
    `Bed ${occupied.code} cannot change its room while a patient lies in it.`,
    {
      bed: occupied.code,
      since: occupied.since,
    },
  )
}

/** @returns the beds that are new or changed */
export async function layBeds(tx: Tx, site: string, beds: readonly BedWanted[]): Promise<number[]> {
  const touched = await tx.rows<{ bed_id: number }>(
    `insert into bed (site, unit_id, room_id, code, position, features, sex_rule, staffed)
     select $1, unit_id, room_id, code, position, features, sex_rule, staffed from (${WANTED}) wanted
     on conflict (site, code) do update
        set unit_id = excluded.unit_id, room_id = excluded.room_id, position = excluded.position,
            features = excluded.features, sex_rule = excluded.sex_rule
      where (bed.unit_id, bed.room_id, bed.position, bed.features, bed.sex_rule) is distinct from
            (excluded.unit_id, excluded.room_id, excluded.position, excluded.features, excluded.sex_rule)
     returning bed_id`,
    [site, asJson(beds)],
  )
  return touched.map((row) => row.bed_id)
}
