/** One server's reading half, and screens before it: a real feed on a real database, real sockets. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { io, type Socket } from 'socket.io-client'
import type { BoardName } from '../../schema/boards/index.ts'
import type { Lsn, Place, PrivacyLevel } from '../../schema/terms.ts'
import type { ClientToServer, OpenAnswer, Pulse, ServerToClient } from '../../schema/wire.ts'
import { Feed } from '../../server/feed/feed.ts'
import { Live, type LiveOptions } from '../../server/live/live.ts'
import { until } from '../support/until.ts'
import { Held } from './screen-rule.ts'
import { viewerAt } from '../support/keys.ts'
import { asProgram } from '../support/keys.ts'

export interface Station {
  url: string
  live: Live
  warnings: string[]
  news: string[]
  stop(): Promise<void>
}

/**
 * @param redisUrl where it meets other servers
 * @param known who is behind a handshake; left out: somebody who may see everything
 * @param looks told what is looked at
 */
export async function openStation(
  databaseUrl: string,
  redisUrl?: string,
  known?: LiveOptions['viewer'],
  looks?: LiveOptions['looks'],
): Promise<Station> {
  const warnings: string[] = []
  const news: string[] = []
  const log = {
    info: (_: object, text: string) => void news.push(text),
    warn: (_: object, text: string) => void warnings.push(text),
  }
  const viewer = known ? undefined : await viewerAt(databaseUrl)
  const http = createServer()
  const outage = { away: () => undefined, here: () => undefined }
  const live = new Live(http, {
    demo: false,
    version: 'test',
    ...(redisUrl !== undefined && { redis: { url: redisUrl, outage } }),
    viewer: known ?? (() => Promise.resolve(viewer)),
    ...(looks && { looks }),
    log,
  })
  const feed = new Feed({ url: databaseUrl, listener: live, log })
  await feed.start()
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo // it listens on TCP
  return {
    url: `http://127.0.0.1:${port}`,
    live,
    warnings,
    news,
    stop: async () => {
      await feed.stop()
      await live.stop()
    },
  }
}

export type Link = Socket<ServerToClient, ClientToServer>

/**
 * @param faithful comes back by itself after a loss, as the page's link does
 * @param headers what it proves with who it is
 */
export const linkTo = (
  station: Pick<Station, 'url'>,
  { faithful = false, headers = asProgram }: { faithful?: boolean; headers?: Record<string, string> } = {},
): Link =>
  io(station.url, {
    transports: ['websocket'],
    extraHeaders: headers,
    forceNew: true,
    reconnection: faithful,
    reconnectionDelay: 250,
    reconnectionDelayMax: 3000,
  })

export async function connected(link: Link): Promise<Link> {
  await until(() => link.connected, { what: 'the socket to connect', timeoutMs: 10_000 })
  return link
}

/** Sends anything at all to `board:open`; what came back. */
export const ask = (link: Link, request: unknown): Promise<OpenAnswer> =>
  new Promise((resolve) => link.emit('board:open', request as never, resolve)) // garbage on purpose

export interface Room {
  board: BoardName
  place: Place
  level: PrivacyLevel
}

/** A screen before one board, which may move from server to server. It keeps the rule of schema/wire.ts and nothing else. */
export class Screen {
  readonly held = new Held()
  readonly pulses: Pulse[] = []
  epoch: string | undefined
  joins = 0
  readonly #room: Room
  readonly #onFrame: (screen: Screen) => void
  #link: Link | undefined
  #joined = false
  #early: Parameters<Held['take']>[0][] = []

  constructor(room: Room, onFrame: (screen: Screen) => void = () => undefined) {
    this.#room = room
    this.#onFrame = onFrame
  }

  get lsn(): Lsn {
    return this.held.lsn ?? ''
  }
  get joined(): boolean {
    return this.#joined
  }

  /** Looks at this server from now on, catching up from where it stands. @param faithful comes back by itself after a loss */
  lookAt(station: Pick<Station, 'url'>, { faithful = false } = {}): void {
    this.away()
    const link = linkTo(station, { faithful })
    this.#link = link
    link.on('connect', () => this.#open())
    link.on('disconnect', () => (this.#joined = false))
    link.on('pulse', (pulse) => {
      this.pulses.push(pulse)
      if (this.#joined && pulse.epoch !== this.epoch) this.#open(true)
    })
    link.on('board:delta', (delta) => {
      if (!this.#joined) this.#early.push(delta)
      else this.#take(delta)
    })
  }

  /** The cable is pulled. */
  away(): void {
    this.#link?.disconnect()
    this.#link?.removeAllListeners()
    this.#link = undefined
    this.#joined = false
  }

  #open(whole = false): void {
    const link = this.#link
    this.#joined = false
    this.#early = []
    const since = !whole && this.held.lsn !== undefined && this.epoch !== undefined
    link?.emit(
      'board:open',
      since ? { ...this.#room, since: { epoch: this.epoch ?? '', lsn: this.lsn } } : this.#room,
      (answer) => {
        if (link !== this.#link) return // it has gone elsewhere
        if (!answer.ok || (answer.epoch === this.epoch && answer.lsn < this.lsn)) {
          setTimeout(() => link === this.#link && this.#open(), 100)
          return
        }
        this.epoch = answer.epoch
        this.joins += 1
        this.held.opened(answer)
        this.#joined = true
        this.#onFrame(this)
        for (const delta of this.#early.splice(0)) this.#take(delta)
      },
    )
  }

  #take(delta: Parameters<Held['take']>[0]): void {
    const became = this.held.take(delta)
    if (became === 'applied') this.#onFrame(this)
    if (became === 'reopen') this.#open()
  }
}
