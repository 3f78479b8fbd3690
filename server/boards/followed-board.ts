/**
 * A board's rows as of now, moved forward with the mirror. What a transaction touches is noted at once, against the mirror as it
 * then is; what became of those rows is worked out when somebody is to be told. So a row that changes a hundred times between
 * two tellings is made once.
 */
import type { Place } from '../../schema/terms.ts'
import type { Change, ChangeOf, MirrorView } from '../feed/mirror.ts'
import { Timetable } from '../feed/timetable.ts'
import { touchedBy, type Board } from './board.ts'
import { isEqual } from './equal.ts'
import { Places, namesOf, type PlaceName } from './places.ts'

/** What became of one row of a board. Both undefined never happens. */
export interface RowChange<Row> {
  key: string
  was: Row | undefined
  row: Row | undefined
  /** At which places it was seen, and is. */
  wasAt: ReadonlySet<PlaceName>
  isAt: ReadonlySet<PlaceName>
}

const nowhere: ReadonlySet<PlaceName> = new Set()

export class FollowedBoard<Row, Totals> {
  readonly board: Board<Row, Totals>
  #mirror: MirrorView
  readonly #rows = new Map<string, Row>()
  readonly #places = new Places()
  #timetable = new Timetable()
  /** What has been touched since it was last made. */
  readonly #stale = new Set<string>()

  constructor(board: Board<Row, Totals>, mirror: MirrorView) {
    this.board = board
    this.#mirror = mirror
    this.#touchAll()
    this.fold()
  }

  /** Whether rows may have become others. */
  get isStale(): boolean {
    return this.#stale.size > 0
  }

  /** The mirror has moved on by these changes. */
  touch(changes: readonly Change[]): void {
    for (const change of changes) {
      for (const key of touchedBy(this.board, change, this.#mirror)) this.#stale.add(key)
      if (change.table === 'clock' && this.board.until) this.#tick(change)
    }
  }

  /** The mirror was built anew. */
  replace(mirror: MirrorView): void {
    this.#mirror = mirror
    this.#touchAll()
  }

  /** Makes what was touched. @returns what differs. */
  fold(): RowChange<Row>[] {
    const changes: RowChange<Row>[] = []
    for (const key of this.#stale) {
      const change = this.#make(key)
      if (change) changes.push(change)
    }
    this.#stale.clear()
    return changes
  }

  isAt(key: string, place: Place): boolean {
    return this.#places.has(key, place)
  }
  keysAt(place: Place): Iterable<string> {
    return this.#places.keysAt(place)
  }
  *rowsAt(place: Place): Generator<[string, Row]> {
    for (const key of this.#places.keysAt(place)) {
      const row = this.#rows.get(key)
      if (row !== undefined) yield [key, row]
    }
  }
  totalsAt(place: Place): Totals {
    return this.board.totals(this.#places.sumsAt(place))
  }

  #make(key: string): RowChange<Row> | undefined {
    const { board } = this
    const was = this.#rows.get(key)
    const row = board.row(key, this.#mirror)
    const until = row === undefined ? null : board.until?.(row, this.#mirror)
    if (until != null) this.#timetable.set(key, until)
    if (isEqual(was, row)) return undefined
    const [wasAt, isAt] = [was, row].map((side) =>
      side === undefined ? nowhere : namesOf(board.at(side)),
    ) as [ReadonlySet<PlaceName>, ReadonlySet<PlaceName>] // two in, two out
    if (was !== undefined) this.#places.remove(key, wasAt, board.tally(was))
    if (row !== undefined) this.#places.add(key, isAt, board.tally(row))
    if (row === undefined) this.#rows.delete(key)
    else this.#rows.set(key, row)
    return { key, was, row, wasAt, isAt }
  }

  /** What the hands of the clock have passed. A clock put back, or a row that came or went: somebody's hand; anything may differ. */
  #tick({ was, row }: ChangeOf<'clock'>): void {
    if (!was || !row || row.at < was.at) this.#touchAll()
    else for (const key of this.#timetable.due(row.at)) this.#stale.add(key)
  }

  #touchAll(): void {
    this.#timetable = new Timetable() // each row will say anew when it is due
    for (const key of this.#rows.keys()) this.#stale.add(key)
    for (const key of this.board.keys(this.#mirror)) this.#stale.add(key)
  }
}
