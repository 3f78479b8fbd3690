/** What is known now: every board's rooms at a position of the log. Knows no sockets. */
import { boardNames, type BoardName } from '../../schema/boards/index.ts'
import type { Instant, Lsn } from '../../schema/terms.ts'
import type { Delta, OpenAnswer, OpenRequest } from '../../schema/wire.ts'
import type { Change, MirrorView } from '../feed/mirror.ts'
import { BoardRooms } from './board-rooms.ts'
import { Lag } from './lag.ts'

/** A screen that comes from a server further ahead waits for us to catch up, this long. */
const AHEAD_PATIENCE_MS = 5000
/** The clock row moves every second; what takes longer than that and half as much for the way is lag. */
const QUIET_IS_LAG_MS = 1500

export interface Taken {
  mirror: MirrorView
  epoch: string
  lsn: Lsn
  at: Instant
}

export class Picture {
  #taken: Taken | undefined
  #boards = new Map<BoardName, BoardRooms>()
  #lagMs = 0
  readonly lag = new Lag()
  #changedAt = performance.now()
  #waiting = new Set<() => void>()

  get epoch(): string | undefined {
    return this.#taken?.epoch
  }
  get lsn(): Lsn | undefined {
    return this.#taken?.lsn
  }

  get mirror(): MirrorView | undefined {
    return this.#taken?.mirror
  }

  /** From commit to fold of the latest transaction; while the clock row is missing, since when nothing has come [ms]. */
  get lagMs(): number {
    const quietMs = performance.now() - this.#changedAt
    return Math.round(quietMs > QUIET_IS_LAG_MS ? Math.max(this.#lagMs, quietMs) : this.#lagMs)
  }

  /**
   * A whole new picture.
   * @returns whether positions go on from before; if not, whoever has an older one must open its boards again.
   */
  replace(taken: Taken): boolean {
    const goesOn = this.#taken?.epoch === taken.epoch
    this.#taken = taken
    this.#changedAt = performance.now()
    if (goesOn) for (const board of this.#boards.values()) board.replace(taken.mirror, taken.lsn)
    else
      this.#boards = new Map(boardNames.map((name) => [name, new BoardRooms(name, taken.mirror, taken.lsn)]))
    this.#wake()
    return goesOn
  }

  /** @returns whether some room may have something to tell. */
  follow(changes: readonly Change[], lsn: Lsn, at: Instant): boolean {
    if (!this.#taken) return false
    this.#taken = { ...this.#taken, lsn, at }
    this.#lagMs = Math.max(0, Date.now() - Date.parse(at))
    this.lag.add(this.#lagMs)
    this.#changedAt = performance.now()
    let news = false
    for (const board of this.#boards.values()) if (board.follow(changes, lsn)) news = true
    this.#wake()
    return news
  }

  /** Nothing new up to here. */
  reach(lsn: Lsn): void {
    if (!this.#taken) return
    this.#taken = { ...this.#taken, lsn }
    for (const board of this.#boards.values()) board.follow([], lsn)
    this.#wake()
  }

  /** A board as of now, or what changed since the position the request names. */
  board(request: OpenRequest): OpenAnswer {
    if (!this.#taken) {
      return {
        ok: false,
        code: 'unavailable',
        message: 'The live picture is being built. Try again in a moment.',
      }
    }
    const { mirror, epoch, at } = this.#taken
    const rooms = this.#boards.get(request.board)
    if (!rooms || !knows(mirror, request)) {
      return { ok: false, code: 'not-found', message: 'There is no such site or unit.' }
    }
    const { since } = request
    return rooms.open(request, since?.epoch === epoch ? since.lsn : undefined, { epoch, at })
  }

  /** Makes what was touched, also of boards nobody looks at: else more and more would wait to be made. */
  settle(): void {
    for (const rooms of this.#boards.values()) rooms.settle()
  }

  /** What every room has to say; said once. */
  *takeAll(): Generator<Delta> {
    if (!this.#taken) return
    for (const rooms of this.#boards.values()) yield* rooms.takeAll(this.#taken.at)
  }

  /** Settles when we know at least as much as the screen that asks: it must not go backwards. */
  async caughtUp({ since }: OpenRequest): Promise<void> {
    const patience = performance.now() + AHEAD_PATIENCE_MS
    const ahead = (): boolean =>
      since !== undefined && this.#taken?.epoch === since.epoch && since.lsn > this.#taken.lsn
    while (ahead() && performance.now() < patience) {
      await new Promise<void>((resolve) => {
        const go = (): void => {
          clearTimeout(timer)
          this.#waiting.delete(go)
          resolve()
        }
        const timer = setTimeout(go, patience - performance.now())
        this.#waiting.add(go)
      })
    }
  }

  #wake(): void {
    const waiting = this.#waiting
    if (waiting.size === 0) return
    this.#waiting = new Set()
    for (const go of waiting) go()
  }
}

/** A place that is not there is refused, so that no one waits for ever at an empty screen because of a typing error. */
function knows(mirror: MirrorView, { place }: OpenRequest): boolean {
  if (place.site === undefined) return place.unit === undefined
  if (!mirror.site.get(place.site)) return false
  if (place.unit === undefined) return true
  for (const { code } of mirror.unit.where('site', place.site)) if (code === place.unit) return true
  return false
}
