/** In which order those in an emergency department are listed: by what breaks next. Pure. */
import type { EdRow } from '../../schema/boards/ed.ts'

type Waiting = Pick<EdRow, 'key' | 'arrived_at' | 'lines' | 'next_line_at'>

/**
 * Whoever has passed their last line stands first, the longest here before others: everything that could break is broken, and
 * a wall cuts the list off at its end. Then whose next line is passed soonest; whom no line counts for comes last.
 */
export function byNextLine<R extends Waiting>(rows: Iterable<R>): R[] {
  const next = ({ lines, next_line_at }: R) =>
    next_line_at !== null ? Date.parse(next_line_at) : lines.length > 0 ? -Infinity : Infinity
  const order = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1)
  return [...rows].sort(
    (a, b) =>
      order(next(a), next(b)) ||
      order(Date.parse(a.arrived_at), Date.parse(b.arrived_at)) ||
      Number(a.key) - Number(b.key),
  )
}
