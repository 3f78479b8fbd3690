/** Several Wardroom servers, as processes, on one database, with a balancer before them. */
import { hospital, type Hospital } from '../journeys/hospital.ts'
import { Balancer } from './balancer.ts'

export interface FleetOptions {
  servers: number
  databaseUrl?: string
  mqttUrl?: string
  redisUrl?: string
  /** Of all of them, or of each, counted from 0. */
  settings?: Settings | ((nth: number) => Settings)
}

type Settings = Record<string, string>

export class Fleet {
  readonly servers: Hospital[]
  readonly balancer: Balancer
  readonly #settings: (nth: number) => Settings

  private constructor(servers: Hospital[], balancer: Balancer, settings: (nth: number) => Settings) {
    this.servers = servers
    this.balancer = balancer
    this.#settings = settings
  }

  /** Starts all of them; when one cannot, none is left behind. */
  static async start({ servers, databaseUrl, mqttUrl, redisUrl, settings }: FleetOptions): Promise<Fleet> {
    const all = (nth: number): Settings => ({
      ...(databaseUrl !== undefined && { WARDROOM_DATABASE_URL: databaseUrl }),
      ...(mqttUrl !== undefined && { WARDROOM_MQTT_URL: mqttUrl }),
      ...(redisUrl !== undefined && { WARDROOM_REDIS_URL: redisUrl }),
      ...(typeof settings === 'function' ? settings(nth) : settings),
    })
    const fleet = new Fleet([], await Balancer.before([], { ready: true }), all)
    try {
      await fleet.add() // the first brings the database up to date
      await Promise.all(Array.from({ length: servers - 1 }, () => fleet.add()))
    } catch (error) {
      await fleet.clear()
      throw error
    }
    return fleet
  }

  /** The address walls and people know. */
  get url(): string {
    return this.balancer.url
  }

  /** One more server. */
  async add(): Promise<Hospital> {
    const server = await hospital({ settings: this.#settings(this.servers.length) })
    this.servers.push(server)
    await server.start()
    this.balancer.add(server.ports.http)
    return server
  }

  /** kill -9. The balancer finds out by itself: the port refuses. */
  async kill(server: Hospital): Promise<void> {
    await server.crash()
  }

  /** SIGTERM, as a rolling upgrade or a node that goes. @returns its exit code and how long it took [ms] */
  async drain(server: Hospital): Promise<{ code: number | null; ms: number }> {
    const began = performance.now()
    const code = await server.stop('SIGTERM')
    return { code, ms: performance.now() - began }
  }

  /** A server that went comes back, on its old address. */
  async revive(server: Hospital): Promise<void> {
    await server.start()
  }

  async clear(): Promise<void> {
    await Promise.all(this.servers.map((server) => server.clear()))
    await this.balancer.close()
  }
}
