/** A census against a line, hour by hour, as shapes one hour wide and together one high. Pure. */

export interface Band {
  /** The census, a step an hour. */
  path: string
  /** Where the line lies. */
  line: number
  /** What is free below the line, and what is too much above it; only hours that have some. */
  free: Piece[]
  over: Piece[]
}
export interface Piece {
  x: number
  y: number
  height: number
}

/** A little air above and below, so that neither line lies on the edge [part of the range]. */
const AIR = 0.15

/** Heights are of the range that occurs, and so say how many more or fewer, never how many times as many. */
export function band(census: readonly number[], line: number): Band {
  const values = [...census, line]
  const range = Math.max(4, Math.max(...values) - Math.min(...values))
  const middle = (Math.max(...values) + Math.min(...values)) / 2
  const low = middle - range * (0.5 + AIR)
  const high = middle + range * (0.5 + AIR)
  const y = (value: number) => rounded((high - value) / (high - low))
  const pieces = (wanted: (value: number) => boolean) =>
    census.flatMap((value, x) =>
      wanted(value)
        ? [{ x, y: Math.min(y(value), y(line)), height: rounded(Math.abs(y(value) - y(line))) }]
        : [],
    )
  return {
    path: census.map((value, x) => `${x === 0 ? 'M0 ' : 'V'}${y(value)}H${x + 1}`).join(''),
    line: y(line),
    free: pieces((value) => value < line),
    over: pieces((value) => value > line),
  }
}

const rounded = (part: number) => Math.round(part * 1000) / 1000
