/**
 * One board on one screen: opens it, keeps it true by the rule of the wire, opens it again after every gap.
 * A frame never mixes two states: each answer and each delta is applied whole, in one turn.
 */
import { untrack } from 'svelte'
import { SvelteMap } from 'svelte/reactivity'
import type { BoardName, RowOf, TotalsOf } from '../../schema/boards/index.ts'
import type { Lsn, Place, PrivacyLevel } from '../../schema/terms.ts'
import type { Delta, OpenAnswer, OpenRefusal, OpenRequest, Pulse } from '../../schema/wire.ts'
import { applies, forward } from './applies.ts'
import type { LiveSocket } from './link.svelte.ts'

/** A server that is behind, or could not answer, is asked again after this. */
const AGAIN_MS = 400
/** A question that was not answered by then was lost on its way; the server has its own, shorter patience. */
const ANSWER_MS = 10_000
/**
 * A server whose feed is live and that is behind us for so long is not behind: it follows another log of the same name (a
 * copy of the disk was put back while it was down), and our position means nothing in it.
 */
const OTHER_LOG_MS = 10_000

export interface Room<N extends BoardName> {
  board: N
  place: Place
  level: PrivacyLevel
}

interface Position {
  epoch: string
  lsn: Lsn
}

export class LiveBoard<N extends BoardName> {
  readonly room: Room<N>
  /** Rows by key; each is a plain object, replaced whole. */
  readonly rows = new SvelteMap<string, RowOf<N>>()
  readonly #socket: LiveSocket
  readonly #others: Set<LiveBoard<N>>
  readonly #onjoined: () => void
  /** What was given of what was asked for: under this come the deltas. */
  #given: Room<N> | undefined
  #totals = $state.raw<TotalsOf<N> | null>(null)
  #position = $state.raw<Position | null>(null)
  #joined = $state.raw(false)
  #refusal = $state.raw<OpenRefusal | null>(null)
  #waiting: Delta[] = []
  #attempt = 0
  #partedAt = performance.now()
  #again: ReturnType<typeof setTimeout> | undefined
  #behindSince: number | null = null
  #feedLives = false
  #awaited: { lsn: Lsn; pulses: number; done: () => void }[] = []

  constructor(room: Room<N>, socket: LiveSocket, others: Set<LiveBoard<N>>, onjoined: () => void) {
    this.room = room
    this.#socket = socket
    this.#others = others
    this.#onjoined = onjoined
  }

  get totals(): TotalsOf<N> | null {
    return this.#totals
  }
  get lsn(): Lsn | null {
    return this.#position?.lsn ?? null
  }
  /** It has a picture, and it is being kept true. */
  get joined(): boolean {
    return this.#joined
  }
  /** It has a picture, perhaps an old one. */
  get filled(): boolean {
    return this.#position !== null
  }
  get refusal(): OpenRefusal | null {
    return this.#refusal
  }
  /** Since when nothing has kept the picture true [performance.now()]; null: it is being kept true, or there is none to have. */
  get adriftSince(): number | null {
    return this.#joined || this.#refusal?.code === 'not-found' ? null : this.#partedAt
  }

  /** Open it and keep it true until the returned function is called: made to be an effect's body. */
  watch(): () => void {
    this.#others.add(this)
    this.#partedAt = performance.now()
    // Joining looks at where the board is; the effect that watches must not run again each time it moves on.
    if (this.#socket.connected) untrack(() => this.join())
    return () => {
      this.#others.delete(this)
      clearTimeout(this.#again)
      this.#attempt += 1
      this.#joined = false
      for (const awaited of this.#awaited.splice(0)) awaited.done()
      const given = this.#given ?? this.room
      const elsewhere = [...this.#others].some((other) => sameRoom(other.#given ?? other.room, given))
      if (this.#socket.connected && !elsewhere) this.#socket.emit('board:close', this.room)
    }
  }

  /**
   * Resolves once this board shows the log up to `lsn`. A write that does not concern this board brings it no delta;
   * then the second pulse past it is the sign (deltas are held back for milliseconds, a pulse comes each second).
   */
  reached(lsn: Lsn): Promise<void> {
    if (this.#position && lsn <= this.#position.lsn) return Promise.resolve()
    return new Promise((done) => this.#awaited.push({ lsn, pulses: 0, done }))
  }

  /** The connection is there (again): ask for what is missing. */
  join(whole = false): void {
    this.part()
    this.#waiting = []
    const attempt = this.#attempt
    const { board, place, level } = this.room
    const held = whole ? null : this.#position
    const request: OpenRequest = held
      ? { board, place, level, since: { epoch: held.epoch, lsn: held.lsn } }
      : { board, place, level }
    this.#socket.timeout(ANSWER_MS).emit('board:open', request, (lost: Error | null, opened) => {
      if (attempt !== this.#attempt) return
      if (lost) this.#later()
      else this.#opened(opened) // the answer is of the board that was asked for
    })
  }

  /** The connection is gone: the picture stays, but it is a picture of then. */
  part(): void {
    clearTimeout(this.#again)
    this.#attempt += 1
    if (this.#joined) this.#partedAt = performance.now()
    this.#joined = false
  }

  take(delta: Delta): void {
    if (!this.#joined || !this.#position) {
      // It may come before the answer it builds upon, which says whether it is for this room.
      if (delta.board === this.room.board) this.#waiting.push(delta)
      return
    }
    if (!this.#given || !sameRoom(delta, this.#given)) return
    switch (applies(this.#position.lsn, delta)) {
      case 'apply':
        this.#change(delta.set as RowOf<N>[], delta.gone) // same room, so rows of this board
        if (delta.totals) this.#totals = delta.totals as TotalsOf<N>
        this.#move({ epoch: this.#position.epoch, lsn: delta.to })
        break
      case 'drop':
        break
      case 'reopen':
        this.join()
    }
  }

  pulse(pulse: Pulse): void {
    this.#feedLives = pulse.lag_ms !== null && pulse.lag_ms < OTHER_LOG_MS
    if (this.#joined && this.#position && pulse.epoch !== this.#position.epoch) this.join(true)
    this.#awaited = this.#awaited.filter((awaited) => {
      if (pulse.lsn >= awaited.lsn) awaited.pulses += 1
      if (awaited.pulses < 2) return true
      awaited.done()
      return false
    })
  }

  #opened(opened: OpenAnswer<N>): void {
    if (!opened.ok) {
      // Not now is no refusal: the picture of before stays, as one of then.
      this.#refusal = opened.code === 'unavailable' ? null : opened
      this.#later()
      return
    }
    this.#refusal = null
    const given = { board: this.room.board, place: opened.place, level: opened.level }
    if (!('rows' in opened) && this.#given && !sameRoom(given, this.#given)) {
      this.join(true) // what they may see is another than it was
      return
    }
    this.#given = given
    if (!forward(this.#position, opened) && !this.#ofOtherLog()) {
      this.#later()
      return
    }
    this.#behindSince = null
    if ('rows' in opened) {
      const present = new Set(opened.rows.map((row) => row.key))
      this.#change(
        opened.rows,
        [...this.rows.keys()].filter((key) => !present.has(key)),
      )
    } else if (this.#position?.epoch === opened.epoch) {
      this.#change(opened.set, opened.gone)
    } else {
      this.join(true) // a difference to a state we do not hold
      return
    }
    this.#totals = opened.totals
    this.#joined = true
    this.#move({ epoch: opened.epoch, lsn: opened.lsn })
    for (const delta of this.#waiting.splice(0)) this.take(delta)
    this.#onjoined()
  }

  #ofOtherLog(): boolean {
    this.#behindSince ??= performance.now()
    return this.#feedLives && performance.now() - this.#behindSince > OTHER_LOG_MS
  }

  #later(): void {
    const attempt = this.#attempt
    this.#again = setTimeout(() => {
      if (attempt === this.#attempt && this.#socket.connected) this.join()
    }, AGAIN_MS)
  }

  #change(set: RowOf<N>[], gone: string[]): void {
    for (const key of gone) this.rows.delete(key)
    for (const row of set) this.rows.set(row.key, row)
  }

  #move(position: Position): void {
    const goesOn = this.#position?.epoch === position.epoch && this.#position.lsn <= position.lsn
    this.#position = position
    this.#awaited = this.#awaited.filter(({ lsn, done }) => {
      // What was awaited in another log will not come in this one.
      if (goesOn && lsn > position.lsn) return true
      done()
      return false
    })
  }
}

function sameRoom(a: Room<BoardName>, b: Room<BoardName>): boolean {
  return (
    a.board === b.board &&
    a.level === b.level &&
    a.place.site === b.place.site &&
    a.place.unit === b.place.unit
  )
}
