/** The one socket of the page: is it live, what time is it there, and which boards ride on it. */
import { io, type Socket } from 'socket.io-client'
import type { BoardName } from '../../schema/boards/index.ts'
import type { ScreenDeed, ScreenHere } from '../../schema/screens.ts'
import type { WallIs } from '../../schema/walls.ts'
import type { ClientToServer, Pulse, ServerToClient } from '../../schema/wire.ts'
import { clockOffset, liveness, type Heard, type Liveness } from './liveness.ts'
import { LiveBoard, type Room } from './live-board.svelte.ts'
import { RECONNECTING, Returning } from './reconnecting.ts'

const WATCH_MS = 200
const REFUSED_MS = 1500
/** Who watches over the screens hears of this one every so many pulses. */
const SAY_EVERY = 5
/** Pulses remembered for the clock: a minute of them. */
const OFFSETS_KEPT = 60

export type LiveSocket = Socket<ServerToClient, ClientToServer>

export class Link {
  readonly #socket: LiveSocket
  readonly #boards = new Set<LiveBoard<BoardName>>()
  readonly #returning: Returning
  readonly #watch: ReturnType<typeof setInterval>
  readonly #heard: Heard = {
    startedAt: performance.now(),
    good: null,
    down: false,
    connected: false,
    adriftSince: null,
  }
  readonly #offsets: number[] = []
  #here: ScreenHere | undefined
  #pulses = 0
  #build: string | undefined
  #refused: ReturnType<typeof setTimeout> | undefined
  #live = $state.raw<Liveness>({ state: 'joining' })
  #pulse = $state.raw<Pulse | null>(null)
  #offset = $state.raw(0)

  /**
   * Not connected before it is told to.
   * @param address where the server is; left out: where the page came from.
   * @param onSignedOut the server knows nobody here, or no longer
   */
  constructor({ address, onSignedOut }: { address?: string; onSignedOut?: () => void } = {}) {
    const how = { ...RECONNECTING, autoConnect: false }
    this.#socket = address === undefined ? io(how) : io(address, how)
    this.#returning = new Returning(this.#socket.io)
    this.#socket.on('connect_error', ({ message }) => {
      if (this.#socket.active) return // nobody answers; it tries again by itself
      if (message === 'signed-out') onSignedOut?.()
      // Who may come in cannot be found out just now.
      else this.#refused = setTimeout(() => this.#socket.connect(), REFUSED_MS)
    })
    this.#socket.on('connect', () => {
      this.#heard.connected = true
      this.#sayWhere()
      for (const board of this.#boards) board.join()
      this.#judge()
    })
    this.#socket.on('disconnect', () => {
      this.#heard.connected = false
      for (const board of this.#boards) board.part()
      this.#judge()
    })
    this.#socket.on('board:delta', (delta) => {
      for (const board of this.#boards) board.take(delta)
    })
    this.#socket.on('pulse', (pulse) => this.#hear(pulse))
    this.#watch = setInterval(() => this.#judge(), WATCH_MS)
  }

  /** Live, joining, delayed, or lost since an instant (the server's clock, ms). */
  get live(): Liveness {
    return this.#live
  }
  /** The last pulse, as it came. */
  get pulse(): Pulse | null {
    return this.#pulse
  }
  /** The server's clock less ours [ms]. */
  get offset(): number {
    return this.#offset
  }

  /** A board at a place and a level, not yet opened: `watch` it from an effect. */
  board<N extends BoardName>(room: Room<N>): LiveBoard<N> {
    const boards = this.#boards as unknown as Set<LiveBoard<N>> // each takes only what is for its room
    return new LiveBoard(room, this.#socket, boards, () => this.#judge())
  }

  /** Which screen this is, and where: said now, after every connection, and every few seconds. */
  say(here: ScreenHere): void {
    this.#here = here
    this.#sayWhere()
  }

  /** What an operator tells this screen. @returns how to listen no more */
  onDeed(listener: (deed: ScreenDeed) => void): () => void {
    this.#socket.on('wall:do', listener)
    return () => this.#socket.off('wall:do', listener)
  }

  /** What this screen is told that it is, when it is a wall. @returns how to listen no more */
  onWall(listener: (wall: WallIs | null) => void): () => void {
    this.#socket.on('wall:is', listener)
    return () => this.#socket.off('wall:is', listener)
  }

  connect(): void {
    this.#heard.startedAt = performance.now()
    this.#socket.connect()
  }

  /** Until it is told to connect. */
  part(): void {
    clearTimeout(this.#refused)
    this.#socket.disconnect()
  }

  close(): void {
    clearInterval(this.#watch)
    clearTimeout(this.#refused)
    this.#socket.close()
  }

  #hear(pulse: Pulse): void {
    const at = Date.parse(pulse.at)
    this.#offsets.push(at - Date.now())
    if (this.#offsets.length > OFFSETS_KEPT) this.#offsets.shift()
    this.#offset = clockOffset(this.#offsets)
    this.#pulse = pulse
    this.#pulses += 1
    if (this.#pulses % SAY_EVERY === 1) this.#sayWhere()
    this.#returning.heard(pulse.screens ?? 0)
    this.#heard.down = pulse.lag_ms === null
    // A server whose feed is down is alive but knows nothing new: that is no sign of life for a picture.
    if (pulse.lag_ms !== null) {
      this.#heard.good = { heardAt: performance.now(), at, lagMs: pulse.lag_ms }
    }
    for (const board of this.#boards) board.pulse(pulse)
    this.#judge()
  }

  #sayWhere(): void {
    if (!this.#here || !this.#socket.connected) return
    const { at, version } = this.#pulse ?? {}
    this.#build ??= version // the page came from the server that spoke first
    this.#socket.emit('screen:here', {
      ...this.#here,
      ...(at !== undefined && { pulse: at }),
      ...(this.#build !== undefined && { version: this.#build }),
    })
  }

  #judge(): void {
    // It looks now and then: what would be said between two looks is said at the first.
    const now = performance.now() + WATCH_MS
    const adrift = [...this.#boards].flatMap((board) => board.adriftSince ?? [])
    const next = liveness(
      { ...this.#heard, adriftSince: adrift.length > 0 ? Math.min(...adrift) : null },
      { now, wall: Date.now() + this.#offset },
    )
    if (JSON.stringify(next) !== JSON.stringify(this.#live)) this.#live = next
  }
}
