/**
 * What a board is, and how it follows the log. Snapshot and delta come from the same `row`, so they cannot disagree:
 * after any transactions, the rows followed step by step equal the rows computed from nothing (a property test holds
 * every board to that).
 */
import type { BoardName, RowOf, TotalsOf } from '../../schema/boards/index.ts'
import type { Place, PrivacyLevel } from '../../schema/terms.ts'
import type { Change, ChangeOf, MirrorView } from '../feed/mirror.ts'
import type { TableName } from '../feed/tables.ts'

/** `Held`: what the board itself must know of a row beyond what any screen is told. */
export interface Board<Row, Totals, Held extends Row = Row> {
  /** Which of my rows does a change of this table concern? Too many is slow, too few is wrong; not named: none. */
  touched: { [T in TableName]?: (change: ChangeOf<T>, mirror: MirrorView) => Iterable<string> }
  /** All keys that may have a row. */
  keys(mirror: MirrorView): Iterable<string>
  /** What is that row now? Undefined when it is not on the board. */
  row(key: string, mirror: MirrorView): Held | undefined
  /** Whether a row belongs to what is looked at. */
  at(row: Row, place: Place): boolean
  /** The row as a screen of this level may see it; undefined: not at all. */
  masked(row: Held, level: PrivacyLevel): Row | undefined
  /** What stands at the top: of the (unmasked) rows of a place, and of nothing else. */
  totals(rows: Iterable<Held>): Totals
}

export type AnyBoard = { [N in BoardName]: Board<RowOf<N>, TotalsOf<N>> }

/** What became of one row of a board. Both undefined never happens. */
export interface RowChange<Row> {
  key: string
  was: Row | undefined
  row: Row | undefined
}

/** A board's rows as of now, moved forward with the mirror. */
export class FollowedBoard<Row, Totals> {
  readonly board: Board<Row, Totals>
  #mirror: MirrorView
  #rows: Map<string, Row>

  constructor(board: Board<Row, Totals>, mirror: MirrorView) {
    this.board = board
    this.#mirror = mirror
    this.#rows = fromNothing(board, mirror)
  }

  /** The mirror has moved on by these changes. */
  follow(changes: readonly Change[]): RowChange<Row>[] {
    const keys = new Set(changes.flatMap((change) => [...touchedBy(this.board, change, this.#mirror)]))
    return [...keys].flatMap((key) => this.#put(key, this.board.row(key, this.#mirror)))
  }

  /** The mirror was built anew: only what differs is a change. */
  replace(mirror: MirrorView): RowChange<Row>[] {
    this.#mirror = mirror
    const rows = fromNothing(this.board, mirror)
    const keys = new Set([...this.#rows.keys(), ...rows.keys()])
    return [...keys].flatMap((key) => this.#put(key, rows.get(key)))
  }

  *rowsAt(place: Place): Generator<[string, Row]> {
    for (const entry of this.#rows) if (this.board.at(entry[1], place)) yield entry
  }

  totalsAt(place: Place): Totals {
    return this.board.totals(valuesOf(this.rowsAt(place)))
  }

  #put(key: string, row: Row | undefined): RowChange<Row>[] {
    const was = this.#rows.get(key)
    if (row === undefined) this.#rows.delete(key)
    else this.#rows.set(key, row)
    // Rows are plain JSON made by one function, so equal rows are equal text.
    return JSON.stringify(was) === JSON.stringify(row) ? [] : [{ key, was, row }]
  }
}

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

function* valuesOf<Row>(entries: Iterable<[string, Row]>): Generator<Row> {
  for (const [, row] of entries) yield row
}
