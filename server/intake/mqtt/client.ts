/**
 * The other mouth: a client of the hospital's own broker (Mosquitto, EMQX, HiveMQ, …).
 *
 * MQTT.js hands over one message at a time on a connection and so waits out every commit; a handful of connections that
 * share a subscription form the batches. Sharing gives up order, which (boot, seq) restores for readings. Availability
 * has no such number: it goes over one connection, unshared, in order; that also brings the retained states, which a
 * shared subscription never does (MQTT 5, 4.8.2).
 */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { Logger } from 'pino'
import { bridgeInfo, bridgeState, isBridgeTopic } from './bridge.ts'
import type { Intake } from './intake.ts'

const SHARED = '$share/wardroom/wardroom/+/+/+/+'
const AVAILABILITY = 'wardroom/+/+/+/availability'
const CONNECTIONS = 8
/** How long a start waits to hear that the broker is there; later it just goes on trying. */
const FIRST_MS = 3000
/** CONNACK: bad user name or password, not authorized (MQTT 3.1.1, 3.2.2.3). */
const REFUSED = [4, 5]

export interface OutsideOptions {
  url: string
  /** Stays the same over restarts and differs between servers: the broker keeps a session by it. */
  serverId: string
  intake: Intake
  log: Logger
  version: string
  sites: readonly string[]
  connections?: number
}

export class OutsideBroker {
  readonly stats = { connected: 0 }
  readonly #options: OutsideOptions
  #readers: MqttClient[] = []
  #announcers: { site: string; client: MqttClient }[] = []
  #stopping = false

  constructor(options: OutsideOptions) {
    this.#options = options
  }

  /**
   * Connects, and from then on keeps connecting. A broker that is away is no error: it is said in the log.
   * @throws when the broker refuses our user or password.
   */
  async start(): Promise<void> {
    const { connections = CONNECTIONS, sites, serverId } = this.#options
    this.#readers = Array.from({ length: connections }, (_, n) =>
      this.#reader(`wardroom-${serverId}-${n}`, n === 0),
    )
    this.#announcers = sites.map((site) => ({ site, client: this.#announcer(site) }))
    const [first] = this.#readers
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
    const clients = [...this.#readers, ...this.#announcers.map(({ client }) => client)]
    // DISCONNECT where there is a connection; force where there is none, or `end` waits for one.
    await Promise.all(clients.map((client) => client.endAsync(!client.connected)))
  }

  #reader(clientId: string, first: boolean): MqttClient {
    const client = this.#connect({ clientId, clean: false })
    client.on('connect', () => {
      this.stats.connected++
      // Each time: a broker that lost its memory (kill -9) has lost the subscription too.
      client.subscribe(first ? [SHARED, AVAILABILITY] : SHARED, { qos: 1 }, (err) => {
        if (err && !this.#stopping) this.#options.log.error({ err, clientId }, 'mqtt subscription refused')
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
      this.#options.intake.take(packet.topic, payload, here).then(
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
    let told = false
    const away = (err?: Error): void => {
      if (!told && !this.#stopping)
        this.#options.log.warn({ err, clientId: options.clientId }, 'mqtt broker is away')
      told = true
    }
    client.on('connect', () => void (told = false))
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
