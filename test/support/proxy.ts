/** A wire to Postgres that can be cut, and that can stall: open, and silent, as when a firewall forgets a connection. */
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { join } from 'node:path'

export class Proxy {
  /** The same database, through the wire. */
  readonly url: string
  readonly #server: ReturnType<typeof createServer>
  readonly #pairs = new Set<[Socket, Socket]>()
  #target: string
  #stalled = false

  private constructor(server: ReturnType<typeof createServer>, target: string) {
    this.#server = server
    this.#target = target
    const { port } = server.address() as AddressInfo // it listens on TCP
    this.url = `postgres://postgres@127.0.0.1:${port}${new URL(target).pathname}`
    server.on('connection', (near) => this.#pair(near))
  }

  /** @param target a connection string whose host is a folder with the server's socket file, as the embedded server's. */
  static async to(target: string): Promise<Proxy> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new Proxy(server, target)
  }

  /** From now on new connections end elsewhere. */
  redirect(target: string): void {
    this.#target = target
  }
  /** Nothing passes any more, in no direction; nobody is told. New connections are taken, and get no answer. */
  stall(): void {
    this.#stalled = true
    for (const pair of this.#pairs) for (const end of pair) end.pause()
  }
  /** New connections pass again; those that stalled are lost for ever, and still nobody is told. */
  heal(): void {
    this.#stalled = false
  }
  cut(): void {
    for (const pair of this.#pairs) for (const end of pair) end.destroy()
  }
  async close(): Promise<void> {
    this.cut()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #pair(near: Socket): void {
    const far = connect(join(new URL(this.#target).searchParams.get('host') ?? '', '.s.PGSQL.5432'))
    const pair: [Socket, Socket] = [near, far]
    this.#pairs.add(pair)
    for (const [one, other] of [pair, [far, near] as const]) {
      one.on('data', (chunk) => void other.write(chunk))
      one.on('error', () => undefined) // it closes next
      one.on('close', () => {
        this.#pairs.delete(pair)
        other.destroy()
      })
      if (this.#stalled) one.pause()
    }
  }
}
