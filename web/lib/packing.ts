/**
 * Which units stand on which page of a wall, and how large their tiles can be. Depends on the number of beds only, never on
 * their states: the same place always means the same bed. Pure.
 */

export interface UnitSize {
  unit: string
  beds: number
}

/** A run of one unit's beds: `from` up to and without `to`. A unit larger than a page is shown in parts. */
export interface Panel {
  unit: string
  from: number
  to: number
  part: number
  parts: number
  columns: number
  rows: number
}

export interface Page {
  /** Panels side by side in columns, in the units' order: down, then across. */
  columns: Panel[][]
}

export interface Packing {
  pages: Page[]
  /** How many times larger than the smallest legible tile each tile can be. */
  scale: number
}

export interface Space {
  width: number
  height: number
  /** The smallest legible tile, its gap included. */
  tile: { width: number; height: number }
  /** Height of a unit's heading, the gap below it included; grows with the scale. */
  heading: number
  /** Between columns of panels. */
  gutter: number
}

const COLUMNS_TRIED = [1, 2, 3, 4]
const LARGEST_SCALE = 3.4

/** As few pages as legibility allows, and then tiles as large as that number of pages allows. */
export function pack(units: readonly UnitSize[], space: Space): Packing {
  const fewest = paged(units, space, 1)
  if (fewest.length === 0) return { pages: [], scale: 1 }
  let [fits, fails] = [1, LARGEST_SCALE]
  let best = fewest
  for (let step = 0; step < 12; step++) {
    const middle = (fits + fails) / 2
    const tried = paged(units, space, middle)
    if (tried.length <= fewest.length) [fits, best] = [middle, tried]
    else fails = middle
  }
  return { pages: best, scale: fits }
}

function paged(units: readonly UnitSize[], space: Space, scale: number): Page[] {
  const pages: Page[] = []
  let left = units.filter((unit) => unit.beds > 0)
  while (left.length > 0) {
    const tries = COLUMNS_TRIED.map((columns) => onePage(left, space, scale, columns))
    const best = tries.reduce((a, b) => (b.taken > a.taken ? b : a))
    if (best.taken > 0) {
      pages.push({ columns: best.columns })
      left = left.slice(best.taken)
    } else {
      const [large, ...others] = left
      if (!large) break
      pages.push(...inParts(large, space, scale))
      left = others
    }
  }
  return pages
}

function panelColumns(space: Space, scale: number, columns: number): number {
  const width = (space.width - space.gutter * (columns - 1)) / columns
  return Math.floor(width / (space.tile.width * scale))
}

/** Fills one page with as many of the next units as it takes. */
function onePage(
  units: readonly UnitSize[],
  space: Space,
  scale: number,
  count: number,
): { columns: Panel[][]; taken: number } {
  const across = panelColumns(space, scale, count)
  if (across < 1) return { columns: [], taken: 0 }
  const columns: Panel[][] = [[]]
  let [used, taken] = [0, 0]
  for (const { unit, beds } of units) {
    const rows = Math.ceil(beds / across)
    const height = (space.heading + rows * space.tile.height) * scale
    if (height > space.height) break
    if (used + height > space.height) {
      if (columns.length === count) break
      columns.push([])
      used = 0
    }
    columns
      .at(-1)
      ?.push({ unit, from: 0, to: beds, part: 1, parts: 1, columns: Math.min(across, beds), rows })
    used += height
    taken += 1
  }
  return { columns, taken }
}

function inParts({ unit, beds }: UnitSize, space: Space, scale: number): Page[] {
  const across = Math.max(1, panelColumns(space, scale, 1))
  const down = Math.max(1, Math.floor((space.height / scale - space.heading) / space.tile.height))
  const parts = Math.ceil(beds / (across * down))
  const each = Math.ceil(beds / parts)
  return Array.from({ length: parts }, (_, index) => {
    const [from, to] = [index * each, Math.min(beds, (index + 1) * each)]
    const rows = Math.ceil((to - from) / across)
    return { columns: [[{ unit, from, to, part: index + 1, parts, columns: across, rows }]] }
  })
}
