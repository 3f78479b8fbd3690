/** A bed sensor: says at once what changed, and all it knows again every minute, so a loss anywhere heals by itself. */
import type { z } from 'zod'
import type { bed } from '../schema/devices/bed.ts'
import { DeviceConnection, type ConnectionOptions } from './connection.ts'

type Channel = keyof typeof bed
/** What a channel says, without what every reading carries. */
type Value<C extends Channel> = Omit<z.infer<(typeof bed)[C]>, 'at' | 'boot' | 'seq'>

const HEARTBEAT_MS = 60_000

export interface BedSensorOptions extends Omit<ConnectionOptions, 'kind'> {
  heartbeatMs?: number
}

export class BedSensor {
  readonly #connection: DeviceConnection
  readonly #heartbeatMs: number
  readonly #random: () => number
  readonly #known = new Map<Channel, object>()
  #heartbeat: NodeJS.Timeout | undefined

  constructor({ heartbeatMs = HEARTBEAT_MS, ...options }: BedSensorOptions) {
    this.#connection = new DeviceConnection({ ...options, kind: 'bed' })
    this.#heartbeatMs = heartbeatMs
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
    this.#connection.start()
    clearTimeout(this.#heartbeat)
    this.#beat()
  }

  occupied(yes: boolean): void {
    this.#say('occupancy', { occupied: yes })
  }

  exitAlarm(active: boolean): void {
    this.#say('exit-alarm', { active })
  }

  brakes(on: boolean): void {
    this.#say('brakes', { on })
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

  #say<C extends Channel>(channel: C, value: Value<C>): void {
    this.#known.set(channel, value)
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
