/**
 * A device's end of MQTT: announces itself, numbers what it says, keeps it while the broker is away, says it in order.
 *
 * The contract is schema/devices: retained availability with `offline` as last will, QoS 1, a boot id for the life of
 * this object and a `seq` that grows by one with every reading, whatever its channel.
 */
import { randomUUID } from 'node:crypto'
import mqtt, { type MqttClient } from 'mqtt'
import { topicOf } from '../schema/devices/index.ts'

/** Unacknowledged at once. A sensor has little memory, and a broker should not get a storm from a fleet that returns. */
const WINDOW = 16
/** Kept while the broker is away; then the oldest goes, and the hole in `seq` tells that it did. */
const DEFAULT_LIMIT = 1000
const STOP_WITHIN_MS = 2000
const LASTED_MS = 30_000

export interface ConnectionOptions {
  url: string
  site: string
  kind: string
  device: string
  /** What it signs in with; left out: the broker asks for nothing, or for what is in the URL. */
  secret?: string | undefined
  /** PEM: the authority of a broker over TLS, where it is none that everybody knows. */
  ca?: string | undefined
  /** How many readings are kept while the broker is away. */
  limit?: number
  keepaliveS?: number
  /** The first wait before trying again; it doubles up to `slowest`, and each is shortened by up to half, by chance. */
  retryMs?: { first: number; slowest: number }
  now?: () => Date
  random?: () => number
  /** The broker has answered for the reading of this number. */
  onAcknowledged?: (seq: number) => void
}

interface Said {
  seq: number
  topic: string
  payload: string
}

export class DeviceConnection {
  readonly boot = randomUUID()
  readonly stats = { connects: 0, said: 0, acknowledged: 0, dropped: 0 }
  readonly #options: ConnectionOptions
  readonly #availability: string
  #client: MqttClient | undefined
  #online = false
  #announced = false
  #wanted = false
  #failures = 0
  #connectedAt: number | undefined
  #retry: NodeJS.Timeout | undefined
  #waiting: Said[] = []
  readonly #inFlight = new Set<Said>()
  #onSettled: (() => void)[] = []
  #seq = 0

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.#availability = this.#topic('availability')
  }

  /** The broker knows us: connected, and `online` acknowledged. */
  get online(): boolean {
    return this.#announced
  }

  /** Not yet acknowledged. */
  get pending(): number {
    return this.#waiting.length + this.#inFlight.size
  }

  /** Plugs in. Connects, and goes on connecting until it is unplugged or stopped. */
  start(): void {
    if (this.#wanted) return
    this.#wanted = true
    this.#failures = 0
    this.#connect()
  }

  /** Says what a channel is now. It is numbered at once and sent as soon as there is a broker. @returns its number. */
  say(channel: string, value: object): number {
    const at = (this.#options.now?.() ?? new Date()).toISOString()
    const seq = ++this.#seq
    const payload = JSON.stringify({ at, boot: this.boot, seq, ...value })
    this.#waiting.push({ seq, topic: this.#topic(channel), payload })
    this.stats.said++
    if (this.#waiting.length > (this.#options.limit ?? DEFAULT_LIMIT)) {
      this.#waiting.shift()
      this.stats.dropped++
    }
    this.#send()
    return seq
  }

  /** Cuts the connection without a DISCONNECT, as a pulled cable does; it comes back by itself. */
  drop(): void {
    this.#client?.stream.destroy()
  }

  /** Cuts the connection without a DISCONNECT and stays away until `start`. What is said meanwhile is kept. */
  unplug(): void {
    this.#wanted = false
    clearTimeout(this.#retry)
    this.drop()
  }

  /** Settles when all that was said is acknowledged, and the broker knows that we are online. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#onSettled.push(resolve)
      this.#settle()
    })
  }

  /** Switches off as a device should: says the rest, says that it is offline, disconnects. Takes 2 s at most. */
  async stop(): Promise<void> {
    const client = this.#client
    if (this.#online && client) {
      await within(STOP_WITHIN_MS, this.settled())
      await within(
        STOP_WITHIN_MS,
        client.publishAsync(this.#availability, 'offline', { qos: 1, retain: true }),
      )
    }
    this.#wanted = false
    this.#announced = false
    clearTimeout(this.#retry)
    if (client) await within(STOP_WITHIN_MS, client.endAsync())
    client?.stream.destroy()
  }

  #topic(channel: string): string {
    const { site, kind, device } = this.#options
    return topicOf({ site, kind, device, channel })
  }

  #connect(): void {
    const { site, kind, device, secret, ca, keepaliveS = 30 } = this.#options
    const user = `${site}/${kind}/${device}`
    const client = mqtt.connect(this.#options.url, {
      clientId: user,
      ...(secret !== undefined && { username: user, password: secret }),
      ...(ca !== undefined && { ca }),
      protocolVersion: 4,
      keepalive: keepaliveS,
      connectTimeout: 5000,
      // We come back ourselves: MQTT.js knows no jitter, and a fleet must not return in one second.
      reconnectPeriod: 0,
      will: { topic: this.#availability, payload: Buffer.from('offline'), qos: 1, retain: true },
    })
    this.#client = client
    client.on('error', () => undefined) // 'close' follows, and that is where we act
    client.once('connect', () => this.#connected(client))
    client.once('close', () => this.#closed(client))
  }

  #connected(client: MqttClient): void {
    this.#online = true
    this.#connectedAt = performance.now()
    this.stats.connects++
    client.publish(this.#availability, 'online', { qos: 1, retain: true }, (error) => {
      if (error || this.#client !== client) return
      this.#announced = true
      this.#settle()
    })
    this.#send()
  }

  #closed(client: MqttClient): void {
    client.removeAllListeners('connect')
    if (this.#client !== client) return
    this.#client = undefined
    this.#online = false
    this.#announced = false
    // What was not acknowledged is said again, in the same order, before anything newer.
    this.#waiting = [...this.#inFlight, ...this.#waiting]
    this.#inFlight.clear()
    client.end(true)
    if (!this.#wanted) return
    // Only a connection that lasted was a success: two devices of one name throw each other out, and must not do it in a race.
    if (this.#connectedAt !== undefined && performance.now() - this.#connectedAt > LASTED_MS)
      this.#failures = 0
    this.#connectedAt = undefined
    const { first, slowest } = this.#options.retryMs ?? { first: 500, slowest: 15_000 }
    const wait = Math.min(slowest, first * 2 ** this.#failures++)
    const random = this.#options.random ?? Math.random
    this.#retry = setTimeout(() => this.#connect(), wait * (1 - random() / 2))
  }

  #send(): void {
    const client = this.#client
    if (!client || !this.#online) return
    while (this.#inFlight.size < WINDOW) {
      const said = this.#waiting.shift()
      if (!said) return
      this.#inFlight.add(said)
      client.publish(said.topic, said.payload, { qos: 1 }, (error) => {
        if (error || this.#client !== client) return // the connection went; `#closed` has put it back
        this.#inFlight.delete(said)
        this.stats.acknowledged++
        this.#options.onAcknowledged?.(said.seq)
        this.#send()
        this.#settle()
      })
    }
  }

  #settle(): void {
    if (!this.#announced || this.pending > 0) return
    const settled = this.#onSettled
    this.#onSettled = []
    for (const resolve of settled) resolve()
  }
}

/** Waits for a promise, but no longer than this; how it ended is of no interest to one who is leaving. */
async function within(ms: number, ending: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
  await Promise.race([ending.then(noop, noop), late])
  clearTimeout(timer)
}

const noop = (): void => undefined
