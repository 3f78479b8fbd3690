/** The beds of a lay-out. */
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import { inOrder, over } from './in-order.ts'

export interface BedWanted {
  bed: string
  unit: string
  room: string
  features?: readonly string[] | undefined
  sex_rule?: string | undefined
  staffed?: boolean | undefined
  surge?: boolean | undefined
  sensor?: string | undefined
}

interface Bed {
  features: readonly string[]
  sex_rule: string
  surge: boolean
}
const FRESH: Bed = { features: [], sex_rule: 'any', surge: false }

const WANTED = `
  select b.code, b.position, b.features, b.sex_rule, b.staffed, b.surge, u.unit_id, r.room_id
    from jsonb_to_recordset($2) as b (code text, unit text, room text, position integer, features text[],
                                      sex_rule text, staffed boolean, surge boolean)
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

/**
 * The beds are locked by `refuseMovingOccupied`. Whether a bed is staffed is said here only of one that is new.
 * @returns the beds that are new or changed
 */
export async function layBeds(tx: Tx, site: string, beds: readonly BedWanted[]): Promise<number[]> {
  const columns = ['unit_id', 'room_id', 'position', 'features', 'sex_rule', 'surge']
  const touched = await tx.rows<{ bed_id: number }>(
    `insert into bed (site, code, staffed, ${columns.join(', ')})
     select $1, code, staffed, ${columns.join(', ')} from (${WANTED}) wanted
     on conflict (site, code) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}
      where (${columns.map((column) => `bed.${column}`).join(', ')}) is distinct from
            (${columns.map((column) => `excluded.${column}`).join(', ')})
     returning bed_id`,
    [site, asJson(await whole(tx, site, beds))],
  )
  return touched.map((row) => row.bed_id)
}

/** The beds with all that was not said of them. */
async function whole(tx: Tx, site: string, beds: readonly BedWanted[]): Promise<BedWanted[]> {
  const known = await tx.rows<Bed & { code: string; unit: string; position: number }>(
    `select b.code, u.code as unit, b.position, b.features, b.sex_rule, b.surge
       from bed b join unit u using (unit_id) where b.site = $1`,
    [site],
  )
  const there = new Map(
    known.map(({ code, features, sex_rule, surge }) => [code, { features, sex_rule, surge }]),
  )
  const positions = new Map(
    [...new Set(beds.map(({ unit }) => unit))].map((unit) => {
      const named = beds.filter((bed) => bed.unit === unit).map(({ bed }) => bed)
      const inUnit = known.filter((bed) => bed.unit === unit)
      return [unit, inOrder(named, new Map(inUnit.map(({ code, position }) => [code, position])))]
    }),
  )
  return beds.map((bed) => {
    const merged = over(FRESH, there.get(bed.bed), bed)
    const staffed = bed.staffed ?? !merged.surge
    return { ...bed, ...merged, staffed, position: positions.get(bed.unit)?.get(bed.bed) }
  })
}
