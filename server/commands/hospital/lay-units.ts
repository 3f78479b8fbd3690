/** The units of a lay-out, and their rooms. */
import type { SiteLayout } from '../../../schema/commands/hospital.ts'
import type { Tx } from '../../database/pool.ts'
import { inOrder, over } from './in-order.ts'

interface Unit {
  name: string
  kind: string
  specialties: readonly string[]
  zone: string | null
  auto_ask: boolean
  dead_goal_min: number
  response_goal_min: number
  clean_goal_min: number
  turn_goal_min: number
  fill_goal_min: number
}

/** What a new unit is of which nothing is said; the goals are those of the schema (DEFINITIONS section 2). */
const FRESH: Unit = {
  name: '',
  kind: 'other',
  specialties: [],
  zone: null,
  auto_ask: true,
  dead_goal_min: 15,
  response_goal_min: 30,
  clean_goal_min: 30,
  turn_goal_min: 60,
  fill_goal_min: 60,
}
const COLUMNS = Object.keys(FRESH)
const TYPES = `code text, position integer, name text, kind text, specialties text[], zone text, auto_ask boolean,
  dead_goal_min integer, response_goal_min integer, clean_goal_min integer, turn_goal_min integer, fill_goal_min integer`

/** The site is locked by the caller, so nobody lays out units of it meanwhile. */
export async function layUnits(tx: Tx, { site, units }: SiteLayout): Promise<void> {
  const known = await tx.rows<Unit & { code: string; position: number }>(
    `select code, position, ${COLUMNS.join(', ')} from unit where site = $1`,
    [site],
  )
  const there = new Map(known.map(({ code, position: _, ...unit }) => [code, unit]))
  const positions = inOrder(
    units.map(({ unit }) => unit),
    new Map(known.map(({ code, position }) => [code, position])),
  )
  const wanted = units.map(({ unit: code, ...named }) => ({
    ...over(FRESH, there.get(code), named),
    code,
    position: positions.get(code),
  }))
  const all = ['position', ...COLUMNS]
  await tx.rows(
    `insert into unit (site, code, ${all.join(', ')})
     select $1, code, ${all.join(', ')} from jsonb_to_recordset($2) as u (${TYPES})
     on conflict (site, code) do update set ${all.map((column) => `${column} = excluded.${column}`).join(', ')}
      where (${all.map((column) => `unit.${column}`).join(', ')}) is distinct from
            (${all.map((column) => `excluded.${column}`).join(', ')})`,
    [site, JSON.stringify(wanted)],
  )
}

export async function layRooms(tx: Tx, { site, units }: SiteLayout): Promise<void> {
  const rooms = units.flatMap(({ unit, rooms }) => rooms.map(({ room }) => ({ unit, room })))
  await tx.rows(
    `insert into room (unit_id, code)
     select u.unit_id, r.room from jsonb_to_recordset($2) as r (unit text, room text)
       join unit u on u.site = $1 and u.code = r.unit
     on conflict (unit_id, code) do nothing`,
    [site, JSON.stringify(rooms)],
  )
}
