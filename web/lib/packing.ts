/**
 * Which units stand on which page of a wall, and how large their tiles can be. Depends on the number of beds only, never on
 * their states: the same place always means the same bed. Pure.
 */

export interface UnitSize {
  unit: string
  beds: number
}

/** A run of one unit's beds: `from` up to and without `to`. A unit larger than a page is shown in parts. */
export interface Part {
  unit: string
  from: number
  to: number
  part: number
  parts: number
}

export interface Panel extends Part {
  columns: number
  rows: number
}

export interface Page {
  /** Panels side by side in columns, in the units' order: down, then across. */
  columns: Panel[][]
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

export type TileSize = 'compact' | 'full'

const COLUMNS_TRIED = [1, 2, 3, 4]
const LARGEST_SCALE = 3.4
const STEPS = 14

/** As few pages as legibility allows, evenly filled, and then tiles as large as each page allows. */
export function pack(units: readonly UnitSize[], space: Space): Page[] {
  if (space.width <= 0 || space.height <= 0) return []
  const parts = units.filter(({ beds }) => beds > 0).flatMap((unit) => inParts(unit, space))
  const fewest = paged(parts, space, 1).length
  const even = largest((scale) => {
    const pages = paged(parts, space, scale)
    return pages.length <= fewest && pages.every((page) => page.length > 0) ? pages : undefined
  })
  return (even?.found ?? []).map((page) => {
    const best = largest((scale) => arranged(page, space, scale))
    return { columns: best?.found ?? [], scale: best?.scale ?? 1 }
  })
}

/** How many more pages may be turned for tiles that say everything. */
const MORE_PAGES = 1.5

/** Packs tiles that say everything where that does not take many more pages; else, or where there is no choice, compact ones. */
export function packSized(
  units: readonly UnitSize[],
  space: Omit<Space, 'tile'>,
  tiles: Record<TileSize, Space['tile']>,
  choice: 'either' | 'full',
): { size: TileSize; pages: Page[] } {
  const full = pack(units, { ...space, tile: tiles.full })
  if (choice === 'full') return { size: 'full', pages: full }
  const compact = pack(units, { ...space, tile: tiles.compact })
  return full.length <= compact.length * MORE_PAGES
    ? { size: 'full', pages: full }
    : { size: 'compact', pages: compact }
}

/** The largest scale at which `attempt` still succeeds, and what it gave. */
function largest<T>(attempt: (scale: number) => T | undefined): { scale: number; found: T } | undefined {
  const first = attempt(1)
  if (first === undefined) return undefined
  let best = { scale: 1, found: first }
  let fails = LARGEST_SCALE
  for (let step = 0; step < STEPS; step++) {
    const middle = (best.scale + fails) / 2
    const found = attempt(middle)
    if (found === undefined) fails = middle
    else best = { scale: middle, found }
  }
  return best
}

/** Fills page after page with as many of the next parts as fit. */
function paged(parts: readonly Part[], space: Space, scale: number): Part[][] {
  const pages: Part[][] = []
  for (let start = 0; start < parts.length;) {
    let count = 1
    while (start + count < parts.length && arranged(parts.slice(start, start + count + 1), space, scale))
      count += 1
    const page = parts.slice(start, start + count)
    pages.push(arranged(page, space, scale) ? page : [])
    start += count
  }
  return pages
}

/** The parts of one page in columns of panels, by the fewest columns that hold them; undefined when none do. */
function arranged(parts: readonly Part[], space: Space, scale: number): Panel[][] | undefined {
  for (const count of COLUMNS_TRIED) {
    const columns = inColumns(parts, space, scale, count)
    if (columns) return columns
  }
  return undefined
}

function inColumns(
  parts: readonly Part[],
  space: Space,
  scale: number,
  count: number,
): Panel[][] | undefined {
  const width = (space.width - space.gutter * (count - 1)) / count
  const across = Math.floor(width / (space.tile.width * scale))
  if (across < 1) return undefined
  const columns: Panel[][] = [[]]
  let used = 0
  for (const part of parts) {
    const beds = part.to - part.from
    const rows = Math.ceil(beds / across)
    const height = (space.heading + rows * space.tile.height) * scale
    if (height > space.height) return undefined
    if (used + height > space.height) {
      if (columns.length === count) return undefined
      columns.push([])
      used = 0
    }
    // Rows filled evenly: 4 and 4 rather than 7 and 1.
    columns.at(-1)?.push({ ...part, columns: Math.ceil(beds / rows), rows })
    used += height
  }
  return columns
}

/** A unit as one part, or, when it is larger than a page at the smallest legible size, as several of like size. */
function inParts({ unit, beds }: UnitSize, space: Space): Part[] {
  const across = Math.max(1, Math.floor(space.width / space.tile.width))
  const down = Math.max(1, Math.floor((space.height - space.heading) / space.tile.height))
  const parts = Math.ceil(beds / (across * down))
  const each = Math.ceil(beds / parts)
  return Array.from({ length: parts }, (_, index) => ({
    unit,
    from: index * each,
    to: Math.min(beds, (index + 1) * each),
    part: index + 1,
    parts,
  }))
}
