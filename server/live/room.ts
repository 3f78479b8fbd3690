/**
 * A room: one board at one place at one privacy level, and what its watchers have been told. Pure: it decides what the next
 * delta says and what a returning screen has missed; it sends nothing. Its rows are not its own: all rooms of a level share them.
 */
import type { Lsn } from '../../schema/terms.ts'
import { Seen, SeenTogether } from './seen.ts'

/** What there is to say since a position. */
export interface Said<Row, Totals> {
  from: Lsn
  to: Lsn
  set: SeenTogether<Row>
  gone: string[]
  totals?: Seen<Totals>
}
/** The whole picture. */
export interface Whole<Row, Totals> {
  lsn: Lsn
  rows: SeenTogether<Row>
  totals: Seen<Totals>
}
/** What somebody missed, up to now. */
export interface Missed<Row, Totals> {
  lsn: Lsn
  set: SeenTogether<Row>
  gone: string[]
  totals: Seen<Totals>
}

/** More tombstones than this and the oldest are forgotten: whoever was away longer gets the whole picture. */
const TOMBSTONES_MAX = 1000

export interface RoomView<Row, Totals> {
  /** Up to where the board is known. */
  readonly lsn: Lsn
  /** The row, when it is at this room's place and its watchers may see it. */
  get(key: string): Seen<Row> | undefined
  keys(): Iterable<string>
  totals(): Totals
}

export class Room<Row, Totals> {
  readonly #view: RoomView<Row, Totals>
  /** Rows that left, and when. */
  readonly #left = new Map<string, Lsn>()
  /** From here on this room knows what changed; before, it does not. */
  #floor: Lsn
  /** Up to where its watchers have been told everything. */
  #told: Lsn
  #totals: Seen<Totals>
  readonly #pending = new Set<string>()
  /** What was answered since anything changed here: after an outage many ask the same. */
  #rows: SeenTogether<Row> | undefined
  readonly #since = new Map<Lsn, Said<Row, Totals>>()

  constructor(view: RoomView<Row, Totals>) {
    this.#view = view
    this.#floor = this.#told = view.lsn
    this.#totals = new Seen(view.totals(), view.lsn)
  }

  /** A row of this place came, went, or is seen as something else. */
  changed(key: string): void {
    this.#pending.add(key)
    this.#left.delete(key) // so that the map's order stays the order of leaving
    if (!this.#view.get(key)) this.#bury(key)
    this.#forgetAnswers()
  }

  /** Rows of this place may count for something else. */
  recount(): void {
    const totals = new Seen(this.#view.totals(), this.#view.lsn)
    if (totals.text === this.#totals.text) return
    this.#totals = totals
    this.#forgetAnswers()
  }

  /** What is to be told now, which then counts as told; undefined: nothing. */
  take(): Said<Row, Totals> | undefined {
    const said = this.#saidSince(this.#told, this.#pending)
    if (said.set.isEmpty && said.gone.length === 0 && said.totals === undefined) return undefined
    // Moved only by what is said: someone who opened since then stands between, and the next delta must still fit on.
    this.#told = said.to
    this.#pending.clear()
    return said
  }

  /** The whole picture, as of now. */
  whole(): Whole<Row, Totals> {
    this.#rows ??= new SeenTogether([...this.#view.keys()].flatMap((key) => this.#view.get(key) ?? []))
    return { lsn: this.#view.lsn, rows: this.#rows, totals: this.#totals }
  }

  /** What someone who stands at `lsn` has missed; undefined when that is too long ago (or not yet) for us to know. */
  missedSince(lsn: Lsn): Missed<Row, Totals> | undefined {
    if (lsn < this.#floor || lsn > this.#view.lsn) return undefined
    let said = this.#since.get(lsn)
    if (!said) {
      said = this.#saidSince(lsn, [...this.#view.keys(), ...this.#left.keys()])
      this.#since.set(lsn, said)
    }
    return { lsn: this.#view.lsn, set: said.set, gone: said.gone, totals: this.#totals }
  }

  #bury(key: string): void {
    this.#left.set(key, this.#view.lsn)
    for (const [oldest, left] of this.#left) {
      if (this.#left.size <= TOMBSTONES_MAX) break
      this.#left.delete(oldest)
      this.#floor = left
    }
  }

  #forgetAnswers(): void {
    this.#rows = undefined
    this.#since.clear()
  }

  #saidSince(lsn: Lsn, keys: Iterable<string>): Said<Row, Totals> {
    const set: Seen<Row>[] = []
    const gone: string[] = []
    for (const key of keys) {
      const seen = this.#view.get(key)
      if (seen && seen.lsn > lsn) set.push(seen)
      // No tombstone any more, yet asked about: it left just now, with more rows than are remembered.
      else if (!seen && (this.#left.get(key) ?? this.#view.lsn) > lsn) gone.push(key)
    }
    const said = { from: lsn, to: this.#view.lsn, set: new SeenTogether(set), gone }
    return this.#totals.lsn > lsn ? { ...said, totals: this.#totals } : said
  }
}
