/**
 * A room: one board at one place at one privacy level, and what its watchers have been told. Pure: it decides what the next
 * delta says and what a returning screen has missed; it sends nothing.
 */
import type { RowChange } from '../boards/board.ts'
import type { Lsn } from '../../schema/terms.ts'

/** What there is to say since the last time. */
export interface Said<Row, Totals> {
  from: Lsn
  to: Lsn
  set: Row[]
  gone: string[]
  totals?: Totals
}

/** More tombstones than this and the oldest are forgotten: whoever was away longer gets the whole picture. */
const TOMBSTONES_MAX = 1000

interface Held<Row> {
  row: Row
  text: string
  /** The position at which it became what it is. */
  lsn: Lsn
}

export interface RoomView<Row, Totals> {
  /** Whether a row belongs to this room's place. */
  at(row: Row): boolean
  /** The row as this room's watchers may see it; undefined: not at all, though it counts in the totals. */
  masked(row: Row): Row | undefined
  totals(): Totals
}

export class Room<Row, Totals> {
  readonly #view: RoomView<Row, Totals>
  readonly #rows = new Map<string, Held<Row>>()
  /** Rows that left, and when. */
  readonly #left = new Map<string, Lsn>()
  /** From here on this room knows what changed; before, it does not. */
  #floor: Lsn
  /** Up to where its watchers have been told everything. */
  #told: Lsn
  #lsn: Lsn
  #totals: Totals
  #totalsText: string
  #totalsLsn: Lsn
  readonly #pending = new Set<string>()

  constructor(view: RoomView<Row, Totals>, rows: Iterable<[string, Row]>, lsn: Lsn) {
    this.#view = view
    this.#floor = this.#told = this.#lsn = this.#totalsLsn = lsn
    for (const [key, full] of rows) {
      const row = this.#see(full)
      if (row !== undefined) this.#rows.set(key, { row, text: JSON.stringify(row), lsn })
    }
    this.#totals = view.totals()
    this.#totalsText = JSON.stringify(this.#totals)
  }

  /**
   * The board moved on to `lsn` by these changes.
   * @returns whether there is now something to tell.
   */
  fold(changes: readonly RowChange<Row>[], lsn: Lsn): boolean {
    this.#lsn = lsn
    let touched = false
    for (const change of changes) touched = this.#place(change, lsn) || touched
    if (touched) this.#recount(lsn)
    return this.#pending.size > 0 || this.#totalsLsn > this.#told
  }

  /** What is to be told now, which then counts as told; undefined: nothing. */
  take(): Said<Row, Totals> | undefined {
    const said = this.#since(this.#told, this.#pending)
    if (said.set.length === 0 && said.gone.length === 0 && said.totals === undefined) return undefined
    // Moved only by what is said: someone who opened since then stands between, and the next delta must still fit on.
    this.#told = said.to
    this.#pending.clear()
    return said
  }

  /** The whole picture, as of now. */
  whole(): { lsn: Lsn; rows: Row[]; totals: Totals } {
    return { lsn: this.#lsn, rows: [...this.#rows.values()].map(({ row }) => row), totals: this.#totals }
  }

  /** What someone who stands at `lsn` has missed; undefined when that is too long ago (or not yet) for us to know. */
  missedSince(lsn: Lsn): { lsn: Lsn; set: Row[]; gone: string[]; totals: Totals } | undefined {
    if (lsn < this.#floor || lsn > this.#lsn) return undefined
    const { set, gone } = this.#since(lsn, [...this.#rows.keys(), ...this.#left.keys()])
    return { lsn: this.#lsn, set, gone, totals: this.#totals }
  }

  /** @returns whether the row is of this room's place, before or now (then the totals may have changed). */
  #place({ key, was, row: full }: RowChange<Row>, lsn: Lsn): boolean {
    const held = this.#rows.get(key)
    const row = full && this.#see(full)
    const text = JSON.stringify(row)
    if (row === undefined) {
      if (held) this.#bury(key, lsn)
    } else if (held?.text !== text) {
      this.#rows.set(key, { row, text, lsn })
      this.#left.delete(key)
      this.#pending.add(key)
    }
    return [was, full].some((side) => side !== undefined && this.#view.at(side))
  }

  #see(row: Row): Row | undefined {
    return this.#view.at(row) ? this.#view.masked(row) : undefined
  }

  #bury(key: string, lsn: Lsn): void {
    this.#rows.delete(key)
    this.#left.delete(key) // so that the map's order stays the order of leaving
    this.#left.set(key, lsn)
    this.#pending.add(key)
    for (const [oldest, left] of this.#left) {
      if (this.#left.size <= TOMBSTONES_MAX) break
      this.#left.delete(oldest)
      this.#floor = left
    }
  }

  #recount(lsn: Lsn): void {
    const totals = this.#view.totals()
    const text = JSON.stringify(totals)
    if (text === this.#totalsText) return
    this.#totals = totals
    this.#totalsText = text
    this.#totalsLsn = lsn
  }

  #since(lsn: Lsn, keys: Iterable<string>): Said<Row, Totals> {
    const set: Row[] = []
    const gone: string[] = []
    for (const key of keys) {
      const held = this.#rows.get(key)
      if (held && held.lsn > lsn) set.push(held.row)
      // No tombstone any more, yet asked about: it left just now, with more rows than are remembered.
      else if (!held && (this.#left.get(key) ?? this.#lsn) > lsn) gone.push(key)
    }
    const said = { from: lsn, to: this.#lsn, set, gone }
    return this.#totalsLsn > lsn ? { ...said, totals: this.#totals } : said
  }
}
