/**
 * What a board is. Snapshot and delta come from the same `row`, so they cannot disagree: after any transactions, the rows
 * followed step by step equal the rows computed from nothing (a property test holds every board to that).
 */
import type { BoardName, RowOf, TotalsOf } from '../../schema/boards/index.ts'
import type { Instant, PrivacyLevel } from '../../schema/terms.ts'
import type { Change, ChangeOf, MirrorView } from '../feed/mirror.ts'
import type { TableName } from '../feed/tables.ts'
import { Sums, type Tally } from './tally.ts'

/** `Held`: what the board itself must know of a row beyond what any screen is told. */
export interface Board<Row, Totals, Held extends Row = Row> {
  /** Which of my rows does a change of this table concern? Too many is slow, too few is wrong; not named: none. */
  touched: { [T in TableName]?: (change: ChangeOf<T>, mirror: MirrorView) => Iterable<string> }
  /** All keys that may have a row. */
  keys(mirror: MirrorView): Iterable<string>
  /** What is that row now? Undefined when it is not on the board. */
  row(key: string, mirror: MirrorView): Held | undefined
  /** When the clock alone may make something else of the row; null, or no such method: never. Too early is only slow. */
  until?(row: Held, mirror: MirrorView): Instant | null
  /** Where the row is seen. */
  at(row: Held): readonly Spot[]
  /** The row as a screen of this level may see it; undefined: not at all. */
  masked(row: Held, level: PrivacyLevel): Row | undefined
  /** What the (unmasked) row counts for at the top of every place it is seen at. */
  tally(row: Held): Tally
  /** What stands at the top of a place: made of what its rows count for, and of nothing else. */
  totals(sums: Sums): Totals
}

/**
 * A row is on the screens of its unit, of its site, and of the house. Unit null: it is in none of them; no unit at all: it is
 * on the screens of each. Site null: the house alone.
 */
export interface Spot {
  readonly site: string | null
  readonly unit?: string | null
}

export type AnyBoard = { [N in BoardName]: Board<RowOf<N>, TotalsOf<N>> }

/** What stands at the top over these rows. */
export const totalsOf = <Row, Totals, Held extends Row>(
  board: Board<Row, Totals, Held>,
  rows: readonly Held[],
): Totals => board.totals(Sums.of(rows.map((row) => board.tally(row))))

/** The rows of a board that a change concerns. */
export function touchedBy<Row, Totals>(
  { touched }: Board<Row, Totals>,
  change: Change,
  mirror: MirrorView,
): Iterable<string> {
  // The change's table chose the handler, so the handler takes it; TypeScript can't carry that through the union.
  const handler = touched[change.table] as
    ((change: Change, mirror: MirrorView) => Iterable<string>) | undefined
  return handler?.(change, mirror) ?? []
}

/** The rows before and after a change, those that are there. */
export function* sidesOf<R>(change: { was: R | undefined; row: R | undefined }): Generator<R> {
  if (change.was !== undefined) yield change.was
  if (change.row !== undefined) yield change.row
}

/** The board computed from nothing but the mirror. */
export function fromNothing<Row, Totals>(board: Board<Row, Totals>, mirror: MirrorView): Map<string, Row> {
  const rows = new Map<string, Row>()
  for (const key of board.keys(mirror)) {
    const row = board.row(key, mirror)
    if (row !== undefined) rows.set(key, row)
  }
  return rows
}
