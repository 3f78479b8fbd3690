/** A QR code as the outline of its dark squares, for an SVG. Pure. */
import { encode } from 'uqr'

/** The quiet zone that readers need around a code (ISO/IEC 18004). */
const QUIET = 4

/**
 * @returns the side of the whole, quiet zone included, and an SVG path in that unit.
 * Level M: a seventh of it may be scratched or dirty, as happens to what is stuck on a bed.
 */
export function qrCode(text: string): { side: number; path: string } {
  const { data, size } = encode(text, { ecc: 'M', border: 0 })
  // A run of dark squares in a row is one rectangle: no hairlines between them, and a third of the length.
  const runs = data.flatMap((row, y) =>
    runsOf(row).map(([x, n]) => `M${x + QUIET} ${y + QUIET}h${n}v1h-${n}z`),
  )
  return { side: size + 2 * QUIET, path: runs.join('') }
}

function runsOf(row: readonly boolean[]): [x: number, n: number][] {
  const runs: [number, number][] = []
  row.forEach((dark, x) => {
    const last = runs.at(-1)
    if (!dark) return
    if (last && last[0] + last[1] === x) last[1] += 1
    else runs.push([x, 1])
  })
  return runs
}
