/** The roll of the screens: who watches, what they say of themselves, and what an operator tells them. */
import type { Server, Socket } from 'socket.io'
import type { Instant } from '../../schema/terms.ts'
import {
  screenHere,
  type ScreenHere,
  type ScreenOrder,
  type ScreenSeen,
  type ScreensSeen,
  type ScreensTold,
} from '../../schema/screens.ts'
import type { ClientToServer, ServerToClient } from '../../schema/wire.ts'
import type { Across } from './across.ts'

type Screens = Server<ClientToServer, ServerToClient>
type Screen = Socket<ClientToServer, ServerToClient>

/** How often the other servers are told who watches this one. */
const SAY_MS = 3000
/** No screen says more often than this where it is. */
const NOT_SOONER_MS = 200

export interface WallHere {
  id: number
  site: string | null
}

interface Entry {
  screen: Screen
  since: Instant
  seen: Instant
  here: ScreenHere | undefined
  lagMs: number | null
  /** Which wall it is, and of which site. */
  wall: WallHere | null
}

export interface RollOptions {
  io: Screens
  /** This server's name, unlike any other's. */
  server: string
  /** Left out: this server is alone. */
  across?: Across | undefined
}

export class Roll {
  readonly #io: Screens
  readonly #server: string
  readonly #across: Across | undefined
  readonly #entries = new Map<string, Entry>()
  readonly #saying: NodeJS.Timeout | undefined

  constructor({ io, server, across }: RollOptions) {
    this.#io = io
    this.#server = server
    this.#across = across
    if (!across) return
    this.#saying = setInterval(() => {
      void across.say(server, this.#own())
    }, SAY_MS)
  }

  /** @param wall which one it is; null: it is none */
  welcome(screen: Screen, wall: WallHere | null): void {
    const now = new Date().toISOString()
    const entry: Entry = { screen, since: now, seen: now, here: undefined, lagMs: null, wall }
    if (wall !== null) void screen.join(ofWall(wall.id))
    this.#entries.set(screen.id, entry)
    // So that what goes to the screens of the others can leave ours out.
    if (this.#across) void screen.join(atServer(this.#server))
    screen.on('disconnect', () => this.#entries.delete(screen.id))
    let heardAt = -Infinity
    screen.on('screen:here', (said: unknown) => {
      if (performance.now() - heardAt < NOT_SOONER_MS) return
      heardAt = performance.now()
      const parsed = screenHere.safeParse(said)
      if (parsed.success) this.#hear(entry, parsed.data)
    })
  }

  /** Every screen there is, as far as it can be known. */
  async seen(): Promise<ScreensSeen> {
    const others = await this.#across?.others(this.#server)
    return {
      server: this.#server,
      others: others ? 'known' : this.#across ? 'away' : 'alone',
      screens: [...this.#own(), ...(others ?? [])],
    }
  }

  /** Our own screens are told here, whatever becomes of Redis; those of the others by way of it. */
  tell({ to, do: deed }: ScreenOrder): ScreensTold {
    const room =
      'id' in to ? to.id : 'wall' in to ? ofWall(to.wall) : 'name' in to ? named(to.name) : undefined
    if (room === undefined) this.#io.local.emit('wall:do', deed)
    else this.#io.local.to(room).emit('wall:do', deed)
    if (!this.#across) return { everywhere: true }
    // Not when it is away: what waited there would be done when nobody wants it any more.
    if (!this.#across.ready) return { everywhere: false }
    const elsewhere = this.#io.except(atServer(this.#server))
    if (room === undefined) elsewhere.emit('wall:do', deed)
    else elsewhere.to(room).emit('wall:do', deed)
    return { everywhere: true }
  }

  /** Whether the screens of other servers can be told something. */
  get reaches(): boolean {
    return this.#across?.ready === true
  }

  /** How many screens of this server watch each board. */
  watching(): Map<string, number> {
    const watching = new Map<string, number>()
    for (const { screen } of this.#entries.values()) {
      for (const board of new Set(boardsOf(screen))) watching.set(board, (watching.get(board) ?? 0) + 1)
    }
    return watching
  }

  /** The walls that are before this server. */
  walls(): number[] {
    return [...this.#entries.values()].flatMap(({ wall }) => wall?.id ?? [])
  }

  stop(): void {
    clearInterval(this.#saying)
  }

  #hear(entry: Entry, here: ScreenHere): void {
    const now = Date.now()
    if (entry.here?.name !== here.name) {
      if (entry.here?.name !== undefined) void entry.screen.leave(named(entry.here.name))
      if (here.name !== undefined) void entry.screen.join(named(here.name))
    }
    entry.here = here
    entry.seen = new Date(now).toISOString()
    if (here.pulse !== undefined) entry.lagMs = Math.max(0, now - Date.parse(here.pulse))
  }

  #own(): ScreenSeen[] {
    return [...this.#entries].map(([id, { screen, since, seen, here, lagMs, wall }]) => ({
      id,
      name: here?.name ?? null,
      path: shown(here?.path),
      server: this.#server,
      since,
      seen,
      lag_ms: lagMs,
      boards: boardsOf(screen).length,
      wall: wall?.id ?? null,
      site: wall?.site ?? null,
      version: here?.version ?? null,
    }))
  }
}

const ofWall = (wall: number): string => `wall ${wall}`
const named = (name: string): string => `named ${name}`
const atServer = (server: string): string => `at ${server}`

/** The boards it watches, one for each room of them: their rooms are named by a list that begins with the board. */
const boardsOf = (screen: Screen): string[] =>
  [...screen.rooms].flatMap((room) => /^\["([a-z]+)"/.exec(room)?.[1] ?? [])

/** Of a console only which one it is: the rest of its address may hold a patient's name. */
function shown(path: string | undefined): string {
  if (path === undefined) return ''
  return path.startsWith('/wall/') ? path : (/^\/[^/?#]*/.exec(path)?.[0] ?? '/')
}
