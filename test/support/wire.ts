/**
 * A TCP wire that can be broken in all the ways wires break: cut, reset, refused, silent (open, and nothing passes, as when a
 * firewall forgets a connection) in both directions or one, slow, late, and torn in the middle of a message. It needs no
 * root and no network of its own, so it is the same in every test on every machine.
 */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'

/** Where a wire ends: a port of this machine, or a socket file. */
export type End = { port: number } | { path: string }
/** `up`: from whoever dialled to the server; `down`: its answers. */
export type Direction = 'up' | 'down'

interface Weather {
  silent: Set<Direction>
  delayMs: number
  bytesPerSecond: number | undefined
  /** What passes next is torn: half of it arrives, then the wire is cut. */
  torn: Set<Direction>
}

const clear = (): Weather => ({ silent: new Set(), delayMs: 0, bytesPerSecond: undefined, torn: new Set() })
const PIECES_A_SECOND = 10

export class Wire {
  readonly port: number
  readonly #server: Server
  readonly #pairs = new Set<Pair>()
  #end: End
  #weather = clear()
  #refusing = false
  /** When each connection was dialled that came through [ms, performance.now()]. */
  readonly dials: number[] = []

  private constructor(server: Server, end: End) {
    this.#server = server
    this.#end = end
    this.port = (server.address() as AddressInfo).port // it listens on TCP
    server.on('connection', (near) => this.#take(near))
  }

  static async to(end: End, port = 0): Promise<Wire> {
    const server = createServer({ allowHalfOpen: false, noDelay: true })
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return new Wire(server, end)
  }

  /** From now on new connections end elsewhere. */
  redirect(end: End): void {
    this.#end = end
  }
  /** Nothing passes any more, and nobody is told; what is dialled now is taken and gets no answer either. */
  silence(...directions: Direction[]): void {
    this.#weather.silent = new Set(directions.length > 0 ? directions : ['up', 'down'])
    for (const pair of this.#pairs) pair.hold()
  }
  delay(ms: number): void {
    this.#weather.delayMs = ms
  }
  slow(bytesPerSecond: number): void {
    this.#weather.bytesPerSecond = bytesPerSecond
  }
  /** The next piece of this direction arrives only in half, then the wire is cut. */
  tear(direction: Direction): void {
    this.#weather.torn.add(direction)
  }
  /** Whoever dials is hung up on at once. */
  refuse(): void {
    this.#refusing = true
  }
  /** All is well for what is dialled from now on; what fell silent is lost for ever, and still nobody is told. */
  heal(): void {
    this.#weather = clear()
    this.#refusing = false
  }
  /** Both ends are told that it is over. */
  cut(): void {
    for (const pair of this.#pairs) pair.end('cut')
  }
  /** The same, rudely: what is on its way is lost too. */
  reset(): void {
    for (const pair of this.#pairs) pair.end('reset')
  }
  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #take(near: Socket): void {
    near.on('error', () => undefined) // it closes next
    if (this.#refusing) return void near.resetAndDestroy()
    this.dials.push(performance.now())
    const far = 'port' in this.#end ? connect(this.#end.port, '127.0.0.1') : connect(this.#end.path)
    far.setNoDelay(true)
    const pair = new Pair(near, far, this.#weather)
    this.#pairs.add(pair)
    near.once('close', () => this.#pairs.delete(pair))
  }
}

/** Two sockets; it keeps the weather it was dialled in, so healing does not bring back what was lost. */
class Pair {
  readonly #sockets: readonly [near: Socket, far: Socket]
  readonly #weather: Weather

  constructor(near: Socket, far: Socket, weather: Weather) {
    this.#sockets = [near, far]
    this.#weather = weather
    this.#pump(near, far, 'up')
    this.#pump(far, near, 'down')
    this.hold()
  }

  hold(): void {
    const [near, far] = this.#sockets
    if (this.#weather.silent.has('up')) near.pause()
    if (this.#weather.silent.has('down')) far.pause()
  }

  end(how: 'cut' | 'reset'): void {
    for (const socket of this.#sockets) {
      if (how === 'cut') socket.destroy()
      else socket.resetAndDestroy()
    }
  }

  #pump(from: Socket, to: Socket, direction: Direction): void {
    const weather = this.#weather
    from.on('error', () => undefined) // it closes next
    from.on('close', () => to.destroy())
    from.on('data', (chunk: Buffer) => {
      if (weather.torn.delete(direction)) {
        to.write(chunk.subarray(0, Math.floor(chunk.length / 2)), () => this.end('cut'))
        return
      }
      if (weather.delayMs > 0) return void setTimeout(() => to.write(chunk), weather.delayMs)
      if (weather.bytesPerSecond !== undefined) return this.#trickle(from, to, chunk, weather.bytesPerSecond)
      if (to.write(chunk)) return
      from.pause()
      to.once('drain', () => weather.silent.has(direction) || from.resume())
    })
  }

  /** A little at a time, and meanwhile nothing more is read: whoever sends feels it. */
  #trickle(from: Socket, to: Socket, chunk: Buffer, bytesPerSecond: number): void {
    const piece = Math.max(1, Math.floor(bytesPerSecond / PIECES_A_SECOND))
    from.pause()
    let sent = 0
    const timer = setInterval(() => {
      to.write(chunk.subarray(sent, (sent += piece)))
      if (sent < chunk.length && !to.destroyed) return
      clearInterval(timer)
      from.resume()
    }, 1000 / PIECES_A_SECOND)
  }
}
