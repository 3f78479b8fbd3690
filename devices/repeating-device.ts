/** A device that says at once what changed, and all it knows again every minute, so a loss anywhere heals by itself. */
import { DeviceConnection, type ConnectionOptions } from './connection.ts'

const HEARTBEAT_MS = 60_000

export interface RepeatingOptions extends ConnectionOptions {
  heartbeatMs?: number
  /** What it is; said once when it is plugged in first. */
  info?: { firmware: string; model: string }
}

export class RepeatingDevice {
  readonly #connection: DeviceConnection
  readonly #heartbeatMs: number
  readonly #random: () => number
  readonly #known = new Map<string, object>()
  #info: RepeatingOptions['info']
  #heartbeat: NodeJS.Timeout | undefined

  constructor({ heartbeatMs = HEARTBEAT_MS, info, ...options }: RepeatingOptions) {
    this.#connection = new DeviceConnection(options)
    this.#heartbeatMs = heartbeatMs
    this.#info = info
    this.#random = options.random ?? Math.random
  }

  get online(): boolean {
    return this.#connection.online
  }
  get pending(): number {
    return this.#connection.pending
  }
  get stats(): DeviceConnection['stats'] {
    return this.#connection.stats
  }
  get boot(): string {
    return this.#connection.boot
  }

  /** Plugs in (again). What it was told before is said as soon as there is a broker. */
  start(): void {
    if (this.#info) this.#connection.say('info', this.#info)
    this.#info = undefined
    this.#connection.start()
    clearTimeout(this.#heartbeat)
    this.#beat()
  }

  /** Cuts the connection without a DISCONNECT; it comes back by itself. */
  drop(): void {
    this.#connection.drop()
  }

  /** Out of the socket: no DISCONNECT, no heartbeat, until `start`. */
  unplug(): void {
    clearTimeout(this.#heartbeat)
    this.#connection.unplug()
  }

  /** Settles when all that was said is acknowledged: it stands in the database. */
  settled(): Promise<void> {
    return this.#connection.settled()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#heartbeat)
    await this.#connection.stop()
  }

  /** What a channel is now: said at once, and again with every heartbeat. */
  protected is(channel: string, value: object): void {
    this.#known.set(channel, value)
    this.#connection.say(channel, value)
  }

  /** What just happened: said once. */
  protected happened(channel: string, value: object): void {
    this.#connection.say(channel, value)
  }

  /** Between 90 and 110 % of the period, so that a fleet that was switched on together does not speak in one moment. */
  #beat(): void {
    this.#heartbeat = setTimeout(
      () => {
        // Not while the broker is away: repeating itself would push what changed out of its memory.
        if (this.#connection.online) {
          for (const [channel, value] of this.#known) this.#connection.say(channel, value)
        }
        this.#beat()
      },
      this.#heartbeatMs * (0.9 + 0.2 * this.#random()),
    )
  }
}
