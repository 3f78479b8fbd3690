/** The MQTT door: a broker of our own, or with a `url` a client of the hospital's. Behind both is one intake. */
import { hostname } from 'node:os'
import type { Logger } from 'pino'
import type { Stranger } from '../../../schema/stranger.ts'
import { tap } from '../../commands/devices/tap.ts'
import type { Database, Tx } from '../../database/pool.ts'
import type { Rota } from '../../database/rota.ts'
import type { Outage } from '../../outage.ts'
import { Unusable } from '../../database/unusable.ts'
import { Broker, type BrokerOptions } from './broker.ts'
import { OutsideBroker } from './client.ts'
import { Intake, type IntakeStats } from './intake.ts'

export interface MqttDoorOptions {
  database: Database
  /** Of the embedded broker: the line in plain; port 0 takes any that is free. */
  host: string
  port: number
  /** Of the embedded broker: the encrypted line beside it. */
  tls?: BrokerOptions['tls']
  /** With it, no broker of our own. */
  outside?: Outside
  log: Logger
  /** Of the embedded broker: told of each who comes as somebody they are not. */
  refused?: ((stranger: Stranger) => void) | undefined
  version: string
  /** Where Wardroom announces itself; every site there is, if not given. */
  sites?: readonly string[]
}

export interface Outside {
  /** WARDROOM_MQTT_URL */
  url: string
  /** Shares out the sessions at the broker among the servers. */
  rota: Rota
  /** Must differ between servers on one broker. The host's name, if not given. */
  serverId?: string
  outage?: Pick<Outage, 'away' | 'here'> | undefined
}

export interface DoorStats extends IntakeStats {
  waiting: number
  /** Clients of the embedded broker, or our own connections to the outside one. */
  connections: number
  /** Peers of the embedded broker that were cut. */
  cut: number
}

export class MqttDoor {
  readonly #options: MqttDoorOptions
  readonly #intake: Intake
  #mouth: Broker | OutsideBroker | undefined

  constructor(options: MqttDoorOptions) {
    this.#options = options
    this.#intake = new Intake(options.database, options.log, (said) => tap(options.database, said))
  }

  get stats(): DoorStats {
    const mouth = this.#mouth?.stats
    const connections = mouth === undefined ? 0 : 'clients' in mouth ? mouth.clients : mouth.connected
    const cut = mouth !== undefined && 'cut' in mouth ? mouth.cut : 0
    return { ...this.#intake.stats, waiting: this.#intake.waiting, connections, cut }
  }

  /**
   * @returns the port of the embedded broker; none with an outside one.
   * @throws Unusable when the outside broker refuses our user or password; what the system says of a port that is taken.
   */
  async start(): Promise<{ port?: number }> {
    const { outside, host, port, tls, log, version, database, refused } = this.#options
    const intake = this.#intake
    if (outside !== undefined) {
      const sites = this.#options.sites ?? (await sitesOf(database))
      const mouth = new OutsideBroker({ serverId: hostname(), ...outside, intake, log, version, sites })
      this.#mouth = mouth
      await mouth.start().catch((cause: unknown) => {
        const why = cause instanceof Error ? cause.message : 'no reason given'
        throw new Unusable(
          `The broker of WARDROOM_MQTT_URL refuses us (${why}): check the user and password in it.`,
          { cause },
        )
      })
      return {}
    }
    const broker = new Broker({ database, intake, host, port, tls, log, refused })
    this.#mouth = broker
    return broker.start()
  }

  /** The embedded broker's encrypted line, where there is to be one. @throws what the system says of a port that is taken */
  async startTls(): Promise<{ port: number } | undefined> {
    return this.#mouth instanceof Broker ? this.#mouth.startTls() : undefined
  }

  /** What the log says of credentials: who came in with one that is over has to go. */
  readonly credentials = {
    stands: ({
      device_credential_id,
      ends_at,
    }: {
      device_credential_id: number
      ends_at: string | null
    }): void => {
      if (ends_at !== null) this.#company?.ends(device_credential_id, Date.parse(ends_at))
    },
    gone: ({ device_credential_id }: { device_credential_id: number }): void =>
      this.#company?.ends(device_credential_id, 0),
    /** What it would have said while it was lost is asked for. */
    anew: (): void => void this.#lookAgain(),
  }

  get #company(): Broker['company'] | undefined {
    return this.#mouth instanceof Broker ? this.#mouth.company : undefined
  }

  async #lookAgain(): Promise<void> {
    const { database, log } = this.#options
    const company = this.#company
    if (!company || company.credentials.length === 0) return
    try {
      const over = await database.rows<{ id: number; at: string }>(
        `select device_credential_id as id, coalesce(revoked_at, ends_at) as at from device_credential
          where device_credential_id = any ($1) and (revoked_at is not null or ends_at is not null)`,
        [company.credentials],
      )
      for (const { id, at } of over) company.ends(id, Date.parse(at))
    } catch (err) {
      log.error({ err }, 'devices were not looked at again; the next picture does that')
    }
  }

  /** Takes no more, writes and acknowledges what has come, says goodbye, and leaves nothing open. */
  async stop(): Promise<void> {
    await this.#mouth?.quiesce()
    await this.#intake.stop()
    await this.#mouth?.stop()
  }
}

async function sitesOf(database: Tx): Promise<string[]> {
  return (await database.rows<{ site: string }>('select site from site order by site')).map(
    ({ site }) => site,
  )
}
