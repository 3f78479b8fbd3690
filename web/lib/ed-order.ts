/** In which order those in an emergency department are listed: by what breaks next. Pure. */
import type { EdRow } from '../../schema/boards/ed.ts'

/** Whose next line is passed soonest stands first; those who have none left to pass come last, who came first before others. */
export function byNextLine(rows: Iterable<EdRow>): EdRow[] {
  const next = ({ next_line_at }: EdRow) => (next_line_at === null ? Infinity : Date.parse(next_line_at))
  const order = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1)
  return [...rows].sort(
    (a, b) =>
      order(next(a), next(b)) ||
      order(Date.parse(a.arrived_at), Date.parse(b.arrived_at)) ||
      Number(a.key) - Number(b.key),
  )
}
