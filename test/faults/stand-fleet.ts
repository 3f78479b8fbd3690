/**
 * The third kind of stand: two servers behind a balancer, on a Postgres with a streaming standby, a Mosquitto and a Redis. Each
 * server has wires of its own to each of them, so that one can be cut off from some and not from others.
 */
import { metric } from '../fleet/house.ts'
import type { Hospital, Ports } from '../journeys/hospital.ts'
import { Receiver } from '../outgoing/receiver.ts'
import { Balancer } from '../support/balancer.ts'
import { engines } from '../support/engines.ts'
import { Fleet } from '../support/fleet.ts'
import { answer, FIT, OtherPostgres, PASSWORD, sql } from '../support/other-postgres.ts'
import { OutsideProgram } from '../support/outside-program.ts'
import { until } from '../support/until.ts'
import { Wire } from '../support/wire.ts'
import { asking } from './stored.ts'

const SERVERS = 2
const DATABASE = 'wardroom'
const STANDBY = 'standby'
const FOLLOWS_WITHIN_MS = 60_000

/** What leads from one server to what it leans on. */
export interface Ways {
  database: Wire
  broker: Wire
  redis: Wire
}

export class FleetStand {
  readonly fleet: Fleet
  readonly hl7: Balancer
  readonly mosquitto: OutsideProgram
  readonly redis: OutsideProgram
  /** Another system, which the server on duty tells all that happens. */
  readonly pas: Receiver
  /** Of each server, in their order. */
  readonly ways: readonly Ways[]
  #primary: OtherPostgres
  #standby: OtherPostgres | undefined

  private constructor(
    parts: Pick<FleetStand, 'fleet' | 'hl7' | 'mosquitto' | 'redis' | 'pas' | 'ways'>,
    primary: OtherPostgres,
  ) {
    this.fleet = parts.fleet
    this.hl7 = parts.hl7
    this.mosquitto = parts.mosquitto
    this.redis = parts.redis
    this.pas = parts.pas
    this.ways = parts.ways
    this.#primary = primary
  }

  /** @param later hears of everything that is to be undone, as soon as it is there */
  static async open(
    mosquittoLines: readonly string[],
    settings: Record<string, string>,
    later: <T>(thing: T, how: (thing: T) => unknown) => T,
  ): Promise<FleetStand> {
    const cleared = async <T extends { clear(): Promise<void> }>(starting: Promise<T>): Promise<T> =>
      later(await starting, (it) => it.clear())
    const [primary, mosquitto, redis] = await Promise.all([
      OtherPostgres.start(engines.postgresBin ?? '', FIT),
      cleared(OutsideProgram.mosquitto(engines.mosquitto ?? '', mosquittoLines)),
      cleared(OutsideProgram.redis(engines.redis ?? '')),
    ])
    // Undone last; and by then another may lead.
    const postgres = later({ clear: () => primary.clear() }, (it) => it.clear())
    await sql(primary.url(PASSWORD), `create database ${DATABASE}`)
    const wire = async (port: number): Promise<Wire> => later(await Wire.to({ port }), (it) => it.close())
    const ways = await Promise.all(
      Array.from({ length: SERVERS }, async () => ({
        database: await wire(primary.port),
        broker: await wire(mosquitto.port),
        redis: await wire(redis.port),
      })),
    )
    const fleet = await cleared(
      Fleet.start({
        servers: SERVERS,
        settings: (nth) => ({ ...settings, ...waysAsSettings(primary, ways[nth] as Ways) }), // one for each
      }),
    )
    const hl7 = later(await Balancer.before(fleet.servers.map(({ ports }) => ports.hl7)), (it) => it.close())
    const pas = later(await new Receiver().start(), (it) => it.kill())
    const stand = new FleetStand({ fleet, hl7, mosquitto, redis, pas, ways }, primary)
    postgres.clear = () => stand.clearPostgres()
    await stand.follow('synchronous')
    return stand
  }

  /** Where those who speak to it go. */
  get ports(): Ports {
    return { http: this.fleet.balancer.port, hl7: this.hl7.port, mqtt: this.mosquitto.port }
  }

  get servers(): readonly Hospital[] {
    return this.fleet.servers
  }

  get databaseUrl(): string {
    return this.#primary.url(PASSWORD, DATABASE)
  }

  waysOf(server: Hospital): Ways {
    return this.ways[this.servers.indexOf(server)] as Ways // it is one of them
  }

  other(than: Hospital): Hospital {
    return this.servers.find((server) => server !== than) as Hospital // there are two
  }

  /** Which of them say that they are on duty; one that does not answer does not say so. */
  async onDuty(): Promise<Hospital[]> {
    const duty = await Promise.all(
      this.servers.map((server) => metric(server, 'wardroom_on_duty').catch(() => 0)),
    )
    return this.servers.filter((_, nth) => duty[nth] === 1)
  }

  /** Sees to it that a standby streams, and whether the primary waits for it before it says yes. */
  async follow(how: 'synchronous' | 'asynchronous'): Promise<OtherPostgres> {
    const url = this.#primary.url(PASSWORD)
    this.#standby ??= await this.#primary.standby(STANDBY)
    await until(async () => (await answer(url, STREAMS)).rowCount, {
      what: 'the standby to stream',
      timeoutMs: FOLLOWS_WITHIN_MS,
    })
    await waitsFor(url, how === 'synchronous' ? STANDBY : '')
    return this.#standby
  }

  /** Settles when the standby has all that the primary has now. */
  async caughtUp(standby: OtherPostgres): Promise<void> {
    const { rows } = await answer<{ lsn: string }>(
      this.#primary.url(PASSWORD),
      'select pg_current_wal_flush_lsn()::text as lsn',
    )
    const has = `select where pg_last_wal_replay_lsn() >= '${rows[0]?.lsn ?? ''}'`
    await until(async () => (await answer(standby.url(PASSWORD), has)).rowCount, {
      what: 'the standby to have it all',
    })
  }

  /** The line between primary and standby is cut, and nobody waits for it. */
  async strand(standby: OtherPostgres): Promise<void> {
    const url = standby.url(PASSWORD)
    await sql(url, `alter system set primary_conninfo = ''`)
    await sql(url, 'select pg_reload_conf()')
    await until(async () => (await answer(url, 'select from pg_stat_wal_receiver')).rowCount === 0, {
      what: 'the line to be cut',
    })
  }

  /** kill -9 of the primary, and after a while its standby takes over, under the address the servers know. */
  async failOver(standby: OtherPostgres, after: Promise<unknown>): Promise<void> {
    const gone = this.#primary
    await gone.kill()
    await after
    await waitsFor(standby.url(PASSWORD), '')
    await standby.promote()
    this.#primary = standby
    this.#standby = undefined
    for (const { database } of this.ways) {
      database.redirect({ port: standby.port })
      database.cut()
    }
    await gone.clear()
  }

  async clearPostgres(): Promise<void> {
    await this.#standby?.clear()
    await this.#primary.clear()
  }

  /** From now on another system hears of all that happens at a site. */
  async tellOther(site: string): Promise<void> {
    const { port } = this.pas
    const where = { host: '127.0.0.1', port, application: 'PAS' }
    await this.servers[0]?.done('interfaces/set-receiver', { site, name: 'PAS', ...where })
  }

  /**
   * All that the other system was to hear until now was heard, what concerns one patient or bed in its order; the same again
   * under its number is no other.
   */
  async toldWrongly(): Promise<string[]> {
    const latest = await this.#counted('coalesce(max(outbound_id), 0)', 'true')
    const upTo = `outbound_id <= ${latest}`
    let missing = 0
    const heardAll = async (): Promise<boolean> => {
      const heard = new Set(this.pas.heard.map(numberOf).filter((number) => number <= latest))
      missing = (await this.#counted('count(*)', upTo)) - heard.size
      return missing === 0
    }
    await until(heardAll, { what: 'the other system to be told all', timeoutMs: 30_000 }).catch(
      () => undefined,
    )
    return [
      ...(missing !== 0 ? [`the other system never heard ${missing} messages`] : []),
      ...outOfOrder(this.pas.heard).map((whom) => `the other system was told of ${whom} out of order`),
    ]
  }

  async #counted(what: string, where: string): Promise<number> {
    const { rows } = await asking(this.databaseUrl, (client) =>
      client.query<{ n: string }>(`select ${what} as n from outbound where ${where}`),
    )
    return Number(rows[0]?.n)
  }
}

/** MSH-10, which ends with its number. */
const numberOf = (message: string): number => Number(/^MSH(?:\|[^|]*){8}\|[^|]*?(\d+)\|/.exec(message)?.[1])

/** The patients (PID-3) and beds (NPU-1) of whom something was first heard after what came later. */
function outOfOrder(heard: readonly string[]): string[] {
  const before = new Map<string, number>()
  const known = new Set<number>()
  return heard.flatMap((message) => {
    const number = numberOf(message)
    const whom = /\r(?:PID\|[^|]*\|[^|]*|NPU)\|([^|\r]+)/.exec(message)?.[1] ?? ''
    if (known.has(number)) return []
    known.add(number)
    const wrong = number < (before.get(whom) ?? 0)
    before.set(whom, Math.max(number, before.get(whom) ?? 0))
    return wrong ? [whom] : []
  })
}

/** Of a bench of that kind. */
export function standOf({ fleet }: { fleet?: FleetStand }): FleetStand {
  if (!fleet) throw new Error('this fault is for the fleet')
  return fleet
}

const STREAMS = `select from pg_stat_replication where application_name = '${STANDBY}' and state = 'streaming'`

/** What commits wait for: a standby of this name, or nobody. */
async function waitsFor(url: string, standby: string): Promise<void> {
  await sql(url, `alter system set synchronous_standby_names = '${standby}'`)
  await sql(url, 'select pg_reload_conf()')
}

function waysAsSettings(primary: OtherPostgres, { database, broker, redis }: Ways): Record<string, string> {
  const through = new URL(primary.url(PASSWORD, DATABASE))
  through.port = String(database.port)
  return {
    WARDROOM_DATABASE_URL: through.href,
    WARDROOM_MQTT_URL: `mqtt://127.0.0.1:${broker.port}`,
    WARDROOM_REDIS_URL: `redis://127.0.0.1:${redis.port}`,
  }
}
