/**
 * The live side: screens open boards, the feed moves them, rooms are told. One emit a room a read, serialised once
 * however many watch.
 */
import type { Server as HttpServer } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Server, type DefaultEventsMap, type Socket } from 'socket.io'
import { Decoder } from 'socket.io-parser'
import { shown, type Look } from '../../schema/access/may.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Instant, Lsn } from '../../schema/terms.ts'
import {
  closeRequest,
  openRequest,
  pulseMs,
  type ClientToServer,
  type OpenAnswer,
  type OpenRequest,
  type RoomLeft,
  type ServerToClient,
} from '../../schema/wire.ts'
import type { FeedListener } from '../feed/feed.ts'
import type { Change } from '../feed/mirror.ts'
import { Across, type Redis } from './across.ts'
import { Admission, type Admits, type Line } from './admission.ts'
import { EncodeOnce } from './encode-once.ts'
import { Guard, concernsViewers } from './guard.ts'
import { Looking, roomName } from './looking.ts'
import { drained, keepsUp, Readers } from './outflow.ts'
import { Picture, type Taken } from './picture.ts'
import { Roll } from './roll.ts'
import { Turnstile } from './turnstile.ts'
import { tellNoMore, tellWall, tellWalls, wallAt } from './walls.ts'

/** While frames of before are still being written, what follows is gathered, but never longer than this. */
export const COALESCE_MS = 50
/** Screens of a server that ends leave it within this time. */
const LEAVE_WITHIN_MS = 1000
const REQUESTS_END_WITHIN_MS = 4000

interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

export interface LiveOptions extends Admits {
  demo: boolean
  version: string
  coalesceMs?: number
  /** This server's name, unlike any other's. */
  server?: string
  /** Where several servers meet to tell each other's screens something; boards never go that way. */
  redis?: Redis
  /** On the database's disk. */
  room?: () => RoomLeft
  /** Told what somebody looks at: when they begin to, and again each hour for as long as they do. */
  looks?: (viewer: Viewer, look: Look) => void
  log: Log
}

export interface Health {
  live: boolean
  lsn: Lsn | undefined
  screens: number
  /** Sockets whose screen nobody knows yet; and how many of them had to make room, since the start. */
  strangers: number
  strangers_cut: number
  /** Of the latest transaction; of most of them, and what is to be looked at when that is much. */
  lag_ms: number
  usual_lag_ms: number | undefined
  warning: string | undefined
}

interface Behind {
  guard?: Guard
}
type Screens = Server<ClientToServer, ServerToClient, DefaultEventsMap, Behind>
type Screen = Socket<ClientToServer, ServerToClient, DefaultEventsMap, Behind>
type Answer = (opened: OpenAnswer) => void

export class Live implements FeedListener {
  readonly #http: HttpServer
  readonly #io: Screens
  readonly #options: LiveOptions
  readonly #picture = new Picture()
  readonly #pulse: NodeJS.Timeout
  readonly #readers = new Readers()
  readonly #across: Across | undefined
  readonly #admission: Admission
  readonly roll: Roll
  readonly #looking: Looking
  #lost = true
  #warned = false
  #leaving = false
  #flushing = false
  #later: NodeJS.Timeout | undefined

  constructor(http: HttpServer, options: LiveOptions) {
    this.#http = http
    this.#options = options
    this.#looking = new Looking(options.looks)
    this.#admission = new Admission(options)
    this.#io = new Server(http, {
      serveClient: false,
      parser: { Encoder: EncodeOnce, Decoder },
      transports: ['websocket', 'polling'],
      perMessageDeflate: false, // costs 6x the CPU and 9x the memory
      maxHttpBufferSize: 100_000, // screens say little
      pingInterval: 10_000,
      pingTimeout: 8_000,
      connectTimeout: 5_000,
      allowRequest: (request, decide) =>
        void this.#admission.mayKnock(request).then((may) => decide(null, may && !this.#leaving)),
    })
    this.#io.engine.on('connection', (line: Line) => this.#admission.knocked(line))
    const { server = 'here', redis } = options
    this.#across = redis && new Across(redis)
    if (this.#across) this.#io.adapter(this.#across.adapter)
    this.roll = new Roll({ io: this.#io, server, across: this.#across })
    this.#io.use((screen, next) => void this.#admit(screen).then(next, next))
    this.#io.on('connection', (screen) => this.#welcome(screen))
    this.#pulse = setInterval(() => this.#beat(), pulseMs)
  }

  // The feed speaks ---------------------------------------------------------------------------------------------------

  pictured(taken: Taken): void {
    const goesOn = this.#picture.replace(taken)
    this.#lost = false
    this.#lookOver()
    for (const screen of this.#io.of('/').sockets.values()) tellWall(screen, taken.mirror)
    if (goesOn) this.#soon()
    else this.#beat() // the pulse says the new epoch, and every screen opens its boards again
  }

  changed({ changes, lsn, at }: { changes: Change[]; lsn: Lsn; at: Instant }): void {
    if (this.#picture.follow(changes, lsn, at)) this.#soon()
    tellWalls(this.#io.of('/').sockets.values(), changes, this.#picture.mirror)
    if (concernsViewers(changes)) this.#lookOver()
  }

  reached(lsn: Lsn): void {
    this.#picture.reach(lsn)
  }

  lost(): void {
    this.#lost = true
    this.#beat()
  }

  // Others ask --------------------------------------------------------------------------------------------------------

  /** A board as of now, for HTTP. */
  board(request: OpenRequest): OpenAnswer {
    return this.#picture.board(request)
  }

  get health(): Health {
    const { lsn, lagMs, lag } = this.#picture
    return {
      live: !this.#lost,
      lsn,
      screens: this.#io.engine.clientsCount,
      strangers: this.#admission.strangers.standing,
      strangers_cut: this.#admission.strangers.cut,
      lag_ms: lagMs,
      usual_lag_ms: lag.usual,
      warning: lag.warning,
    }
  }

  /**
   * No new screens; those that are here go to another server within a second, not all at once, and miss nothing: they say
   * there up to where they know.
   */
  async leave(): Promise<void> {
    this.#leaving = true
    const screens = [...this.#io.of('/').sockets.values()]
    await Promise.all(
      screens.map(async (screen) => {
        await pause(Math.random() * LEAVE_WITHIN_MS)
        screen.conn.close() // the transport: told to go, a screen would stay away
      }),
    )
  }

  async stop(): Promise<void> {
    clearInterval(this.#pulse)
    this.roll.stop()
    clearTimeout(this.#later)
    // Requests under way are let come to their end, and idle connections closed; one that hangs is not waited for.
    const late = setTimeout(() => this.#http.closeAllConnections(), REQUESTS_END_WITHIN_MS)
    await this.#io.close()
    clearTimeout(late)
    this.#across?.stop()
  }

  // Who may look -----------------------------------------------------------------------------------------------------

  /** @throws what the screen is told in place of being let in */
  async #admit({ conn, data }: Screen): Promise<undefined> {
    data.guard = new Guard(await this.#admission.admit(conn))
  }

  /** Whoever may not look any more is cut; their page comes back and is told why. */
  #lookOver(screens: Iterable<Screen> = this.#io.of('/').sockets.values()): void {
    const { mirror } = this.#picture
    if (!mirror) return
    for (const screen of screens) {
      if (screen.data.guard?.mayLook(mirror, mirror.now) !== false) continue
      tellNoMore(screen, mirror)
      screen.conn.close()
    }
  }

  // Screens speak -----------------------------------------------------------------------------------------------------

  #welcome(screen: Screen): void {
    this.roll.welcome(screen, wallAt(screen))
    tellWall(screen, this.#picture.mirror)
    this.#lookOver([screen]) // from now on it is known to the log, or news of it is on its way
    const turnstile = new Turnstile(() => drained(screen))
    /** What it looks at: a board may be closed again while its turn to be opened has not come. */
    const wanted = new Set<string>()
    screen.on('disconnect', () => {
      turnstile.close()
      this.#looking.left(screen.id)
    })
    screen.on('error', (err) => this.#options.log.warn({ err }, 'a screen sent what cannot be read'))
    screen.on('board:open', (request: unknown, answer: Answer | undefined) => {
      if (typeof answer !== 'function') return // whoever does not listen for the answer is no screen of ours
      const parsed = openRequest.safeParse(request)
      if (!parsed.success) {
        const [issue] = parsed.error.issues
        const message = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`
        answer({ ok: false, code: 'invalid-input', message })
        return
      }
      wanted.add(roomName(parsed.data))
      if (!turnstile.enter(() => this.#open(screen, parsed.data, wanted, answer))) {
        this.#cut([screen], 'a screen asks for more than it can read')
      }
    })
    screen.on('board:close', (request: unknown) => {
      const parsed = closeRequest.safeParse(request)
      if (!parsed.success) return
      wanted.delete(roomName(parsed.data))
      const look = screen.data.guard && shown(screen.data.guard.viewer, parsed.data)
      if (!look) return
      void screen.leave(roomName(look))
      this.#looking.ends(screen.id, look)
    })
    screen.emit('pulse', this.#sign())
  }

  async #open(
    screen: Screen,
    request: OpenRequest,
    wanted: ReadonlySet<string>,
    answer: Answer,
  ): Promise<void> {
    await this.#picture.caughtUp(request)
    // Join, then picture, within one turn: no delta falls between them, and one that overlaps is dropped by its position.
    const look = screen.data.guard && shown(screen.data.guard.viewer, request)
    const opened = look ? this.#boardFor({ ...request, ...look }) : NOWHERE
    if (!screen.connected) return // it left while it waited
    if (look && opened.ok && wanted.has(roomName(request))) {
      void screen.join(roomName(look))
      if (screen.data.guard) this.#looking.begins(screen.id, screen.data.guard.viewer, look)
    }
    answer(opened)
  }

  /** Never throws: a board that cannot be made must not keep this screen's others waiting. */
  #boardFor(request: OpenRequest): OpenAnswer {
    try {
      return this.#picture.board(request)
    } catch (err) {
      this.#options.log.warn({ err, board: request.board }, 'a board cannot be made')
      return { ok: false, code: 'unavailable', message: 'This board cannot be made just now.' }
    }
  }

  // Rooms are told ----------------------------------------------------------------------------------------------------

  /**
   * After all transactions that came in one read, and before anything else is read. While most screens are still being
   * written to, COALESCE_MS later: quiet hours get no added latency, storms one emit a room a read.
   */
  #soon(): void {
    if (this.#flushing) return
    this.#flushing = true
    queueMicrotask(() => {
      if (this.#readers.mostAreBusy(this.#io.of('/').sockets.values()))
        this.#later = setTimeout(() => this.#flush(), this.#options.coalesceMs ?? COALESCE_MS)
      else this.#flush()
    })
  }

  #flush(): void {
    clearTimeout(this.#later)
    this.#later = undefined
    this.#flushing = false
    const { rooms } = this.#io.of('/').adapter
    for (const delta of this.#picture.takeAll()) {
      const name = roomName(delta)
      if (rooms.has(name)) this.#io.local.to(name).emit('board:delta', delta) // else nobody is in
    }
  }

  /** Says it once when the feed becomes late as a rule. */
  #warn(): void {
    const { warning } = this.#picture.lag
    if (warning !== undefined && !this.#warned) this.#options.log.warn({}, warning)
    this.#warned = warning !== undefined
  }

  #beat(): void {
    this.#warn()
    this.#looking.goesOn()
    this.#picture.settle()
    this.#lookOver()
    this.#flush() // a pulse says "up to here", so all before it must have been told
    const behind = [...this.#io.of('/').sockets.values()].filter((screen) => !keepsUp(screen))
    if (behind.length > 0) this.#cut(behind, 'a screen does not keep up')
    this.#io.local.emit('pulse', this.#sign())
  }

  #cut(screens: readonly Screen[], why: string): void {
    this.#options.log.warn({ screens: screens.map(({ id }) => id) }, `${why}; cut, it may come back`)
    for (const { conn } of screens) conn.close(true)
  }

  #sign(): Parameters<ServerToClient['pulse']>[0] {
    return {
      epoch: this.#picture.epoch ?? '',
      lsn: this.#picture.lsn ?? '0'.repeat(16),
      at: new Date().toISOString(),
      lag_ms: this.#lost ? null : this.#picture.lagMs,
      screens: this.#io.engine.clientsCount,
      room: this.#options.room?.() ?? 'enough',
      demo: this.#options.demo,
      version: this.#options.version,
    }
  }
}

/** As of a place there is not. */
const NOWHERE: OpenAnswer = { ok: false, code: 'not-found', message: 'There is no such site or unit.' }
