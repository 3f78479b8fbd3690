/**
 * The live side: screens open boards, the feed moves them, rooms are told. One emit a room a turn, serialised once
 * however many watch.
 */
import type { IncomingHttpHeaders, Server as HttpServer } from 'node:http'
import { Server, type Socket } from 'socket.io'
import { boardNames, type BoardName } from '../../schema/boards/index.ts'
import type { Instant, Lsn } from '../../schema/terms.ts'
import {
  closeRequest,
  openRequest,
  pulseMs,
  type ClientToServer,
  type OpenAnswer,
  type OpenRequest,
  type ServerToClient,
} from '../../schema/wire.ts'
import type { FeedListener } from '../feed/feed.ts'
import type { Change, MirrorView } from '../feed/mirror.ts'
import { BoardRooms } from './board-rooms.ts'

/** While frames of before are still being written, what follows is gathered, but never longer than this. */
export const COALESCE_MS = 50
/** What waits for one socket before it counts as one that does not keep up; it is cut, and returns by `since`. */
const BACKLOG_MAX_PACKETS = 500
const BACKLOG_MAX_CHARACTERS = 1_000_000
/** A screen that comes from a server further ahead waits for us to catch up, this long. */
const AHEAD_PATIENCE_MS = 5000

/** How often the clock row moves, and half of that for the way. */
const TICK_MS = 1500

interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

export interface LiveOptions {
  demo: boolean
  version: string
  coalesceMs?: number
  log: Log
}

type Screens = Server<ClientToServer, ServerToClient>
type Screen = Socket<ClientToServer, ServerToClient>

type Answer = (opened: OpenAnswer) => void

interface Picture {
  mirror: MirrorView
  epoch: string
  lsn: Lsn
  at: Instant
}

export class Live implements FeedListener {
  readonly #io: Screens
  readonly #options: LiveOptions
  #picture: Picture | undefined
  #boards: Map<BoardName, BoardRooms> = new Map()
  #lost = true
  #lagMs = 0
  #changedAt = performance.now()
  #flushing: NodeJS.Immediate | undefined
  #later: NodeJS.Timeout | undefined
  #waiting = new Set<() => void>()
  readonly #pulse: NodeJS.Timeout

  constructor(http: HttpServer, options: LiveOptions) {
    this.#options = options
    this.#io = new Server(http, {
      serveClient: false,
      transports: ['websocket', 'polling'],
      perMessageDeflate: false, // costs 6x the CPU and 9x the memory
      maxHttpBufferSize: 100_000, // screens say little
      pingInterval: 10_000,
      pingTimeout: 8_000,
      connectTimeout: 5_000,
      allowRequest: (request, decide) => decide(null, sameOrigin(request.headers)),
    })
    this.#io.on('connection', (screen) => this.#welcome(screen))
    this.#pulse = setInterval(() => this.#beat(), pulseMs)
  }

  // The feed speaks ---------------------------------------------------------------------------------------------------

  pictured(picture: Picture): void {
    const before = this.#picture
    this.#picture = picture
    if (before?.epoch === picture.epoch) {
      for (const board of this.#boards.values()) board.replace(picture.mirror, picture.lsn)
      this.#changedAt = performance.now()
      this.#lost = false
      this.#soon()
    } else {
      // Positions of before mean nothing now: the pulse says the new epoch, and every screen opens its boards again.
      this.#boards = new Map(
        boardNames.map((name) => [name, new BoardRooms(name, picture.mirror, picture.lsn)]),
      )
      this.#lost = false
      this.#beat()
    }
    this.#wake()
  }

  changed({ changes, lsn, at }: { changes: Change[]; lsn: Lsn; at: Instant }): void {
    if (!this.#picture) return
    this.#picture = { ...this.#picture, lsn, at }
    this.#lagMs = Math.max(0, Date.now() - Date.parse(at))
    this.#changedAt = performance.now()
    let news = false
    for (const board of this.#boards.values()) news = board.follow(changes, lsn) || news
    if (news) this.#soon()
    this.#wake()
  }

  reached(lsn: Lsn): void {
    if (!this.#picture) return
    this.#picture = { ...this.#picture, lsn }
    for (const board of this.#boards.values()) board.follow([], lsn)
    this.#wake()
  }

  lost(): void {
    this.#lost = true
    this.#beat()
  }

  /** The board as of now, for HTTP; undefined while there is no picture. */
  board(request: OpenRequest): OpenAnswer {
    const picture = this.#picture
    if (!picture)
      return {
        ok: false,
        code: 'unavailable',
        message: 'The live picture is being built. Try again in a moment.',
      }
    const rooms = this.#boards.get(request.board)
    if (!rooms || !knows(picture.mirror, request))
      return { ok: false, code: 'not-found', message: 'There is no such site or unit.' }
    const { epoch, at } = picture
    const room = rooms.room(request.place, request.level)
    const missed = request.since?.epoch === epoch ? room.missedSince(request.since.lsn) : undefined
    return { ok: true, epoch, at, ...(missed ?? room.whole()) } // rows and totals are of the board asked for
  }

  /**
   * From commit to fold of the latest transaction; and since the clock row moves every second, whatever is longer than that
   * without one is lag too [ms].
   */
  get #lag(): number {
    return Math.round(Math.max(this.#lagMs, performance.now() - this.#changedAt - TICK_MS))
  }

  get health(): { live: boolean; lsn: Lsn | undefined; screens: number; lag_ms: number } {
    return {
      live: !this.#lost,
      lsn: this.#picture?.lsn,
      screens: this.#io.engine.clientsCount,
      lag_ms: this.#lag,
    }
  }

  async stop(): Promise<void> {
    clearInterval(this.#pulse)
    clearImmediate(this.#flushing)
    clearTimeout(this.#later)
    await this.#io.close()
  }

  // Screens speak -----------------------------------------------------------------------------------------------------

  #welcome(screen: Screen): void {
    screen.on('error', (err) => this.#options.log.warn({ err }, 'a screen sent what cannot be read'))
    screen.on('board:open', (request: unknown, answer: Answer | undefined) => {
      if (typeof answer !== 'function') return // whoever does not listen for the answer is no screen of ours
      const parsed = openRequest.safeParse(request)
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        answer({
          ok: false,
          code: 'invalid-input',
          message: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`,
        })
        return
      }
      void this.#caughtUp(parsed.data).then(() => this.#open(screen, parsed.data, answer))
    })
    screen.on('board:close', (request: unknown) => {
      const parsed = closeRequest.safeParse(request)
      if (parsed.success) void screen.leave(roomName(parsed.data))
    })
    screen.emit('pulse', this.#sign())
  }

  #open(screen: Screen, request: OpenRequest, answer: Answer): void {
    // Join, then picture, within one turn: no delta falls between them, and one that overlaps is dropped by its position.
    const opened = this.board(request)
    if (opened.ok && screen.connected) void screen.join(roomName(request)) // it may have left while it waited
    answer(opened)
  }

  /** A screen must not go backwards: one that has seen more than we have waits for us. */
  async #caughtUp({ since }: OpenRequest): Promise<void> {
    const patience = performance.now() + AHEAD_PATIENCE_MS
    const ahead = (): boolean =>
      since !== undefined && this.#picture?.epoch === since.epoch && since.lsn > this.#picture.lsn
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

  // Rooms are told ----------------------------------------------------------------------------------------------------

  /**
   * At the end of this turn of the loop, after all transactions that came in one read. While most screens are still being
   * written to, COALESCE_MS later: quiet hours get no added latency, storms one emit a room a turn.
   */
  #soon(): void {
    this.#flushing ??= setImmediate(() => {
      if (this.#writing())
        this.#later = setTimeout(() => this.#flush(), this.#options.coalesceMs ?? COALESCE_MS)
      else this.#flush()
    })
  }

  #flush(): void {
    clearImmediate(this.#flushing)
    clearTimeout(this.#later)
    this.#flushing = this.#later = undefined
    const at = this.#picture?.at
    if (at === undefined) return
    for (const rooms of this.#boards.values()) {
      for (const delta of rooms.takeAll(at)) this.#io.to(roomName(delta)).emit('board:delta', delta)
    }
  }

  /** Whether most screens still have frames of before on their way out. (Most: a frozen few must not slow the others.) */
  #writing(): boolean {
    const { sockets } = this.#io.of('/')
    let busy = 0
    for (const screen of sockets.values()) if (!screen.conn.transport.writable) busy += 1
    return busy > sockets.size / 2
  }

  #beat(): void {
    this.#flush() // a pulse says "up to here", so all before it must have been told
    for (const screen of this.#io.of('/').sockets.values()) {
      if (keepsUp(screen)) continue
      this.#options.log.warn(
        { screen: screen.id },
        'a screen does not keep up; cut, it will return by itself',
      )
      screen.conn.close(true)
    }
    this.#io.emit('pulse', this.#sign())
  }

  #sign(): Parameters<ServerToClient['pulse']>[0] {
    const picture = this.#picture
    return {
      epoch: picture?.epoch ?? '',
      lsn: picture?.lsn ?? '0'.repeat(16),
      at: new Date().toISOString(),
      lag_ms: this.#lost ? null : this.#lag,
      demo: this.#options.demo,
      version: this.#options.version,
    }
  }
}

/** Of the packets engine.io holds for a socket whose transport is not writable. Its types keep the buffer private. */
function keepsUp(screen: Screen): boolean {
  const { writeBuffer } = screen.conn as unknown as { writeBuffer: { data?: unknown }[] }
  if (writeBuffer.length > BACKLOG_MAX_PACKETS) return false
  let characters = 0
  for (const { data } of writeBuffer) if (typeof data === 'string') characters += data.length
  return characters <= BACKLOG_MAX_CHARACTERS
}

/** Another site's page must not watch through a visitor's browser. A program that sends no Origin is no browser. */
function sameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}

const roomName = ({ board, place, level }: Pick<OpenRequest, 'board' | 'place' | 'level'>): string =>
  JSON.stringify([board, place.site ?? null, place.unit ?? null, level])

/** A place that is not there is refused, so that no one waits for ever at an empty screen because of a typing error. */
function knows(mirror: MirrorView, { place }: OpenRequest): boolean {
  if (place.site === undefined) return place.unit === undefined
  if (!mirror.site.get(place.site)) return false
  if (place.unit === undefined) return true
  for (const { code } of mirror.unit.where('site', place.site)) if (code === place.unit) return true
  return false
}
