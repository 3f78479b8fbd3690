/** Who is let in to look: first the handshake, of which nobody knows yet whose it is, then the screen, by what it brought. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import type { Viewer } from '../../schema/access/viewer.ts'
import { sameOrigin } from '../access/origin.ts'
import { Threshold } from '../access/threshold.ts'

/**
 * Sockets of whom nobody knows yet: a hospital's screens behind one address come back all at once, and each is known as soon as
 * it is looked up. So the next beyond `burst` are looked up before they may stand here, and none of the hospital's is ever cut.
 */
const STRANGERS = { most: 2000, mostOfOne: 1500, burst: 600, everyMs: 50 }
/** A WebSocket is closed by both sides; whoever does not answer is hung up on. */
const GOODBYE_MS = 1000

/** One socket, before and after it is a screen's. */
export interface Line {
  readonly request: IncomingMessage
  close(discard?: boolean): void
  once(event: 'close', heard: () => void): unknown
}

export interface Admits {
  /** Who is behind a handshake; undefined: nobody who is known, who is told so and nothing else. */
  viewer: (headers: IncomingHttpHeaders) => Promise<Viewer | undefined>
  /** From where a handshake comes; where proxies are believed, by what they say. */
  caller?: (request: IncomingMessage) => string | undefined
  log: { warn(fields: object, text: string): void }
}

export class Admission {
  readonly #options: Admits
  readonly strangers = new Threshold<Line>(STRANGERS, (line) => line.close(true))
  /** Found once for each handshake, however often it is asked. */
  readonly #viewers = new WeakMap<IncomingMessage, Promise<Viewer | undefined>>()

  constructor(options: Admits) {
    this.#options = options
  }

  /** Whether a handshake is listened to: not a page's of elsewhere; and where strangers crowd, only of who is known. */
  async mayKnock(request: IncomingMessage): Promise<boolean> {
    if (!sameOrigin(request)) return false
    if (!this.strangers.crowded(this.#callerOf(request))) return true
    const viewer = await this.#viewerOf(request).catch(() => undefined) // the database is away: not now
    return viewer !== undefined
  }

  /** It stands at the door from now on. */
  knocked(line: Line): void {
    this.strangers.came(line, this.#callerOf(line.request))
    line.once('close', () => {
      this.strangers.left(line)
      hangUp(line)
    })
  }

  /** Who it is; it stands at the door no more. @throws what the screen is told in place of being let in; then it is cut */
  async admit(line: Line): Promise<Viewer> {
    try {
      const viewer = await this.#viewerOf(line.request).catch((err: unknown) => {
        this.#options.log.warn({ err }, 'a screen cannot be looked up')
        throw new Error('unavailable')
      })
      if (!viewer) throw new Error('signed-out')
      this.strangers.known(line)
      return viewer
    } catch (error) {
      setImmediate(() => line.close()) // once it has been told
      throw error
    }
  }

  #viewerOf(request: IncomingMessage): Promise<Viewer | undefined> {
    const asked = this.#viewers.get(request) ?? this.#options.viewer(request.headers)
    this.#viewers.set(request, asked)
    return asked
  }

  #callerOf(request: IncomingMessage): string | undefined {
    return this.#options.caller ? this.#options.caller(request) : request.socket.remoteAddress
  }
}

/** Not on what comes without a WebSocket: that connection is the browser's, or a proxy's, for other things too. */
function hangUp({ request: { headers, socket } }: Line): void {
  if (headers.upgrade === undefined || socket.destroyed) return
  const late = setTimeout(() => socket.destroy(), GOODBYE_MS)
  socket.once('close', () => clearTimeout(late))
}
