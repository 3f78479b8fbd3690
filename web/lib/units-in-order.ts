/** Beds gathered by unit, units and beds in the order the hospital gave them. Pure. */
import type { BedRow } from '../../schema/boards/beds.ts'

export interface UnitOfBeds {
  /** Site and unit code: unit codes are unique in a site only. */
  unit: string
  site: string
  code: string
  name: string
  rows: BedRow[]
}

/** In the order they come; `inOrder` sorts them. */
export function groupByUnit(rows: Iterable<BedRow>): UnitOfBeds[] {
  const units = new Map<string, UnitOfBeds>()
  for (const row of rows) {
    const unit = `${row.site} ${row.unit}`
    const group = units.get(unit)
    if (group) group.rows.push(row)
    else units.set(unit, { unit, site: row.site, code: row.unit, name: row.unit_name, rows: [row] })
  }
  for (const group of units.values()) group.rows.sort(byPosition)
  return [...units.values()]
}

/** As the units board orders them; units it does not know (yet) last, by name. */
export function inOrder(groups: UnitOfBeds[], position: (unit: string) => number | undefined): UnitOfBeds[] {
  return [...groups].sort(
    (a, b) =>
      (a.site < b.site ? -1 : a.site > b.site ? 1 : 0) ||
      (position(a.unit) ?? LAST) - (position(b.unit) ?? LAST) ||
      a.name.localeCompare(b.name),
  )
}

const LAST = Number.MAX_SAFE_INTEGER
const byPosition = (a: BedRow, b: BedRow) => a.position - b.position || (a.bed < b.bed ? -1 : 1)
