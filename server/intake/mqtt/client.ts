/**
 * The other mouth: a client of the hospital's own broker (Mosquitto, EMQX, HiveMQ, …).
 *
 * MQTT.js hands over one message at a time on a connection and so waits out every commit; a handful of connections that
 * share a subscription form the batches. Sharing gives up order, which (boot, seq) restores for readings. Availability
 * has no such number: it goes over one connection, unshared, in order; that also brings the retained states, which a
 * shared subscription never does (MQTT 5, 4.8.2).
 *
 * The sessions belong to seats, not to servers: brokers go on giving a session its share while nobody is there to read it
 * (Mosquitto does), so a server that died would keep a part of all readings waiting. Whoever takes its seats has them.
 */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { Logger } from 'pino'
import { bridgeInfo, bridgeState, isBridgeTopic } from './bridge.ts'
import type { Rota } from '../../database/rota.ts'
import type { Outage } from '../../outage.ts'
import type { Intake } from './intake.ts'

const SHARED = '$share/wardroom/wardroom/+/+/+/+'
const AVAILABILITY = 'wardroom/+/+/+/availability'
/** How many sessions there are at the broker, however many servers: with the widest of servers alone, its batches. */
export const SEATS = 16
/** Its session has the availability as well. */
const FIRST_SEAT = 1
/** How long a start waits to hear that the broker is there; later it just goes on trying. */
const FIRST_MS = 3000
/** CONNACK: bad user name or password, not authorized (MQTT 3.1.1, 3.2.2.3). */
const REFUSED = [4, 5]

export interface OutsideOptions {
  url: string
  /** Differs between servers. */
  serverId: string
  rota: Pick<Rota, 'onSeats' | 'seats'>
  /** Told when none of our connections has the broker, and when one has it again. */
  outage?: Pick<Outage, 'away' | 'here'> | undefined
  intake: Intake
  log: Logger
  version: string
  sites: readonly string[]
}

export class OutsideBroker {
  readonly stats = { connected: 0 }
  readonly #options: OutsideOptions
  readonly #readers = new Map<number, MqttClient>()
  #announcers: { site: string; client: MqttClient }[] = []
  #stopping = false
  /** Our connections that have the broker just now: it is away when none has. */
  readonly #there = new Set<MqttClient>()

  constructor(options: OutsideOptions) {
    this.#options = options
  }

  /**
   * Connects, and from then on keeps connecting. A broker that is away is no error: it is said in the log.
   * @throws when the broker refuses our user or password.
   */
  async start(): Promise<void> {
    const { sites, rota } = this.#options
    this.#announcers = sites.map((site) => ({ site, client: this.#announcer(site) }))
    await rota.onSeats((seats) => this.#take(seats))
    const first = this.#readers.values().next().value ?? this.#announcers[0]?.client
    if (!first) return
    const refusal = await refusedAtFirst(first, FIRST_MS)
    if (!refusal) return
    await this.stop()
    throw refusal
  }

  /** Says goodbye in every site. Until `stop`, what is being written can still be acknowledged. */
  async quiesce(): Promise<void> {
    this.#stopping = true
    const there = this.#announcers.filter(({ client }) => client.connected)
    const goodbyes = there.map(({ site, client }) => {
      const { topic, payload } = bridgeState(site, 'offline')
      return client.publishAsync(topic, payload, { qos: 1, retain: true })
    })
    await Promise.race([Promise.allSettled(goodbyes), aSecond()])
  }

  async stop(): Promise<void> {
    this.#stopping = true
    const clients = [...this.#readers.values(), ...this.#announcers.map(({ client }) => client)]
    // DISCONNECT where there is a connection; force where there is none, or `end` waits for one.
    await Promise.all(clients.map((client) => client.endAsync(!client.connected)))
  }

  /** Reads the sessions of these seats and no others. Another server may have those we leave: they are not ended, but left. */
  async #take(seats: ReadonlySet<number>): Promise<void> {
    if (this.#stopping) return
    for (const seat of seats) if (!this.#readers.has(seat)) this.#readers.set(seat, this.#reader(seat))
    const left = [...this.#readers].filter(([seat]) => !seats.has(seat))
    for (const [seat] of left) this.#readers.delete(seat)
    // A broker that hangs must not keep a seat from going to a server that reaches it.
    await Promise.race([Promise.all(left.map(([, client]) => client.endAsync(!client.connected))), aSecond()])
    for (const [, client] of left) client.end(true)
  }

  #reader(seat: number): MqttClient {
    const clientId = `wardroom-${seat}`
    const first = seat === FIRST_SEAT
    const client = this.#connect({ clientId, clean: false })
    client.on('connect', () => {
      this.stats.connected++
      // Each time: a broker that lost its memory (kill -9) has lost the subscription too.
      client.subscribe(first ? [SHARED, AVAILABILITY] : SHARED, { qos: 1 }, (err) => {
        if (err && !this.#stopping && client.connected)
          this.#options.log.error({ err, clientId }, 'mqtt subscription refused')
      })
      client.once('close', () => this.stats.connected--)
    })
    client.handleMessage = (packet, acknowledge) => {
      const ours = isBridgeTopic(packet.topic)
      const elsewhere = !first && packet.topic.endsWith('/availability')
      if (ours || elsewhere) return acknowledge()
      const { stream } = client
      // A PUBACK for this connection's message must never go out on the next one: numbers begin anew there.
      const here = (): boolean => client.stream === stream && client.connected
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
      this.#options.intake.take(packet.topic, payload, { wanted: here }).then(
        () => here() && acknowledge(),
        () => undefined, // not acknowledged: the broker brings it again
      )
    }
    return client
  }

  /** Says that Wardroom is there; its will says when it is not. One connection a site: MQTT has one will a connection. */
  #announcer(site: string): MqttClient {
    const online = bridgeState(site, 'online')
    const offline = bridgeState(site, 'offline')
    const client = this.#connect({
      clientId: `wardroom-${this.#options.serverId}-at-${site}`,
      clean: true,
      will: { topic: offline.topic, payload: Buffer.from(offline.payload), qos: 1, retain: true },
    })
    const say = ({ topic, payload }: { topic: string; payload: string }): void =>
      void client.publish(topic, payload, { qos: 1, retain: true })
    client.on('connect', () => {
      say(online)
      say(bridgeInfo(site, this.#options.version))
      client.subscribe(online.topic, { qos: 1 })
    })
    // Another server said goodbye, or its will did: we are still here.
    client.on('message', (_topic, payload) => {
      if (!this.#stopping && payload.toString() === offline.payload) say(online)
    })
    return client
  }

  #connect(options: IClientOptions): MqttClient {
    const client = mqtt.connect(this.#options.url, {
      ...options,
      protocolVersion: 4,
      keepalive: 30,
      connectTimeout: 5000,
      reconnectPeriod: 1000,
      resubscribe: false,
    })
    const away = (err?: Error): void => {
      this.#there.delete(client)
      if (this.#there.size > 0 || this.#stopping || client.disconnecting) return
      this.#options.outage?.away(err)
    }
    client.on('connect', () => {
      this.#there.add(client)
      this.#options.outage?.here()
    })
    client.on('error', away)
    client.on('close', () => away())
    return client
  }
}

/** Waits until a client is connected, refused, or has had its time. */
function refusedAtFirst(client: MqttClient, ms: number): Promise<Error | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms, undefined)
    const done = (refusal: Error | undefined): void => {
      clearTimeout(timer)
      resolve(refusal)
    }
    client.once('connect', () => done(undefined))
    client.on('error', (error) => {
      if ('code' in error && typeof error.code === 'number' && REFUSED.includes(error.code)) done(error)
    })
  })
}

const aSecond = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1000).unref())
