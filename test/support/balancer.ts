/**
 * A balancer as a hospital would put before its servers: one address, connections shared out in turn among those that are
 * ready (TCP; whether they are ready it asks over HTTP, where that is wanted).
 */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'

const ASK_MS = 500

export class Balancer {
  readonly port: number
  readonly #server: ReturnType<typeof createServer>
  /** Where connections may end, and those that did. */
  readonly #backends = new Map<number, Set<Socket>>()
  readonly #unready = new Set<number>()
  #asking: NodeJS.Timeout | undefined
  #next = 0

  private constructor(server: ReturnType<typeof createServer>) {
    this.#server = server
    this.port = (server.address() as AddressInfo).port // it listens on TCP
    server.on('connection', (near) => this.#serve(near))
  }

  /** @param ports of this machine to share connections among, @param ready whether it asks them for /readyz */
  static async before(ports: readonly number[], { ready = false } = {}): Promise<Balancer> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const balancer = new Balancer(server)
    for (const port of ports) balancer.add(port)
    if (ready) balancer.#asking = setInterval(() => void balancer.#ask(), ASK_MS)
    return balancer
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** How many connections end at a backend now. */
  connectionsTo(port: number): number {
    return this.#backends.get(port)?.size ?? 0
  }

  add(port: number): void {
    if (!this.#backends.has(port)) this.#backends.set(port, new Set())
  }

  /** No new connection ends there; those that do may go on. */
  drop(port: number): void {
    this.#backends.delete(port)
  }

  /** All connections break, and new ones end there from now on: an address that moves, as in a failover. */
  moveTo(port: number): void {
    const before = [...this.#backends.values()]
    this.#backends.clear()
    this.add(port)
    for (const sockets of before) for (const socket of sockets) socket.destroy()
  }

  async close(): Promise<void> {
    clearInterval(this.#asking)
    const closed = new Promise((resolve) => this.#server.close(resolve))
    for (const sockets of this.#backends.values()) for (const socket of sockets) socket.destroy()
    this.#backends.clear()
    this.#server.unref()
    await Promise.race([closed, new Promise((resolve) => setTimeout(resolve, 1000))]) // a dropped backend's may go on
  }

  async #ask(): Promise<void> {
    const asked = [...this.#backends.keys()].map(async (port) => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined)
      if (answer?.ok === true) this.#unready.delete(port)
      else this.#unready.add(port)
    })
    await Promise.all(asked)
  }

  /** Tries each backend once, as balancers do: one that refuses is passed over. */
  #serve(near: Socket): void {
    near.on('error', () => undefined) // it closes next
    const ports = [...this.#backends.keys()].filter((port) => !this.#unready.has(port))
    const first = this.#next++
    const attempt = (nth: number): void => {
      const port = nth < ports.length ? ports[(first + nth) % ports.length] : undefined
      if (port === undefined || near.destroyed) return void near.destroy()
      const far = connect(port, '127.0.0.1')
      far.once('connect', () => this.#join(near, far, port))
      far.once('error', () => (far.connecting || !far.bytesRead ? attempt(nth + 1) : near.destroy()))
    }
    attempt(0)
  }

  #join(near: Socket, far: Socket, port: number): void {
    far.removeAllListeners('error')
    far.on('error', () => undefined) // it closes next
    const sockets = this.#backends.get(port)
    sockets?.add(far)
    far.once('close', () => {
      sockets?.delete(far)
      near.destroy()
    })
    near.once('close', () => far.destroy())
    near.pipe(far)
    far.pipe(near)
    if (near.destroyed) far.destroy()
  }
}
