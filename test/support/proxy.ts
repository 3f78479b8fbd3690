/** A wire to Postgres that can be cut, and that can stall: open, and silent, as when a firewall forgets a connection. */
import { join } from 'node:path'
import { Wire, type End } from './wire.ts'

export class Proxy {
  /** The same database, through the wire. */
  readonly url: string
  readonly #wire: Wire

  private constructor(wire: Wire, target: string) {
    this.#wire = wire
    this.url = `postgres://postgres@127.0.0.1:${wire.port}${new URL(target).pathname}`
  }

  /** @param target a connection string whose host is a folder with the server's socket file, as the embedded server's. */
  static async to(target: string): Promise<Proxy> {
    return new Proxy(await Wire.to(socketOf(target)), target)
  }

  /** From now on new connections end elsewhere. */
  redirect(target: string): void {
    this.#wire.redirect(socketOf(target))
  }
  /** Nothing passes any more, in no direction; nobody is told. New connections are taken, and get no answer. */
  stall(): void {
    this.#wire.silence()
  }
  /** New connections pass again; those that stalled are lost for ever, and still nobody is told. */
  heal(): void {
    this.#wire.heal()
  }
  cut(): void {
    this.#wire.cut()
  }
  close(): Promise<void> {
    return this.#wire.close()
  }
}

function socketOf(target: string): End {
  return { path: join(new URL(target).searchParams.get('host') ?? '', '.s.PGSQL.5432') }
}
