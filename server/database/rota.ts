/**
 * The rota: of several servers on one database, who does what only one may do. One is on duty, for the work that must be
 * done once; seats (a broker's sessions, say) are shared out evenly. It is kept with advisory locks on a connection of its
 * own, so whoever dies, or is cut off, lets go of everything; the next one takes it up within seconds.
 */
import pg from 'pg'
import type { Outage } from '../outage.ts'

/** Any number, the same in every Wardroom. Alone it is the duty; with a second number, a seat, or (0) being there at all. */
const LOCK = 7_249_014
const BEAT_MS = 1000
/** A session that has been silent for so long is ended by Postgres: a server that is frozen or cut off loses its locks. */
const LET_GO_AFTER_MS = 10_000
/** What was confirmed longer ago than this share of it counts no more: sooner than Postgres gives it to another. */
const SURE_FOR = 0.8
const ANSWER_WITHIN_MS = 3_000
/** So many looks in a row must agree before it is said that servers came or went: after a failover all come one by one. */
const SURE_LOOKS = 5

interface Log {
  warn(fields: object, text: string): void
  info(fields: object, text: string): void
}

interface Held {
  /** 1: the duty. 2: a seat, or being there. */
  kind: number
  post: number
  mine: boolean
}

export class Rota {
  readonly #url: string
  readonly #log: Log
  readonly #outage: Pick<Outage, 'away' | 'here'> | undefined
  readonly #seatsThereAre: number
  readonly #letGoAfterMs: number
  readonly #seats = new Set<number>()
  #duty = false
  #servers = 1
  /** How many were said to be there, and for how many looks it has been another number. */
  #saidServers = 1
  #otherwise = 0
  /** When the last answer was asked for that confirmed what we hold. */
  #sureAt = -Infinity
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #beating: Promise<void> = Promise.resolve()
  #stopped = false
  #told: (seats: ReadonlySet<number>) => Promise<void> = () => Promise.resolve()

  /**
   * @param seats how many there are to share out, numbered from 1; the same on every server
   * @param outage told whether the database answers
   */
  constructor({
    url,
    log,
    outage,
    seats = 0,
    letGoAfterMs = LET_GO_AFTER_MS,
  }: {
    url: string
    log: Log
    outage?: Pick<Outage, 'away' | 'here'>
    seats?: number
    letGoAfterMs?: number
  }) {
    this.#letGoAfterMs = letGoAfterMs
    this.#url = url
    this.#log = log
    this.#outage = outage
    this.#seatsThereAre = seats
  }

  /** Whether this server is the one that does what is to be done once. */
  get onDuty(): boolean {
    // On a clock that goes on while the process is frozen.
    return this.#duty && performance.now() - this.#sureAt < this.#letGoAfterMs * SURE_FOR
  }

  get seats(): ReadonlySet<number> {
    return this.#seats
  }

  /** How many servers there are on this database, this one included. */
  get servers(): number {
    return this.#servers
  }

  /** Told which seats are ours, at once and whenever it changes; a seat goes on to another server once that has settled. */
  async onSeats(told: (seats: ReadonlySet<number>) => Promise<void>): Promise<void> {
    this.#told = told
    await told(this.#seats)
  }

  /** Settles after the first look; a database that is away is waited for behind it. */
  async start(): Promise<void> {
    await (this.#beating = this.#beat())
  }

  /** Lets go of everything at once: others take over. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#beating
    const client = this.#client
    await this.#lose()
    await client?.end().catch(() => undefined) // broken already: then it has let go as well
  }

  async #beat(): Promise<void> {
    try {
      const client = (this.#client ??= await this.#connected())
      await this.#takeTurns(client)
      this.#outage?.here()
    } catch (err) {
      this.#outage?.away(err)
      this.#client?.connection.stream.destroy()
      await this.#lose()
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void (this.#beating = this.#beat()), BEAT_MS)
  }

  async #takeTurns(client: pg.Client): Promise<void> {
    const held = await this.#look(client)
    if (!held.some(({ kind }) => kind === 1)) await this.#goOnDuty(client)
    const seats = held.filter(({ kind, post }) => kind === 2 && post > 0)
    this.#servers = Math.max(1, held.filter(({ kind, post }) => kind === 2 && post === 0).length)
    this.#sayServers()
    const share = Math.ceil(this.#seatsThereAre / this.#servers)
    if (this.#seats.size > share) await this.#stand(client, [...this.#seats].slice(share))
    else if (this.#seats.size < share) await this.#sit(client, free(seats, this.#seatsThereAre), share)
  }

  #sayServers(): void {
    const [before, servers] = [this.#saidServers, this.#servers]
    this.#otherwise = servers === before ? 0 : this.#otherwise + 1
    if (this.#otherwise < SURE_LOOKS) return
    this.#saidServers = servers
    this.#otherwise = 0
    const fields = { event: servers < before ? 'server-gone' : 'server-came', servers, before }
    if (servers < before)
      this.#log.warn(fields, `servers on this database: ${servers}, and there were ${before}`)
    else this.#log.info(fields, `servers on this database: ${servers}`)
  }

  /** Who holds what; what is ours is confirmed by the answer, as of the asking. */
  async #look(client: pg.Client): Promise<Held[]> {
    const askedAt = performance.now()
    const { rows } = await client.query<Held>(
      `select objsubid::int as kind, objid::int as post, pid = pg_backend_pid() as mine from pg_locks
        where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())
          and ((objsubid = 1 and classid = 0 and objid = $1) or (objsubid = 2 and classid = $1))`,
      [LOCK],
    )
    this.#sureAt = askedAt
    return rows
  }

  async #goOnDuty(client: pg.Client): Promise<void> {
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK])
    this.#duty = rows[0]?.mine === true
    if (this.#duty) this.#log.info({}, 'on duty: what is to be done once is done by this server')
  }

  async #sit(client: pg.Client, empty: number[], share: number): Promise<void> {
    const before = this.#seats.size
    for (const seat of empty) {
      if (this.#seats.size >= share) break
      const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1, $2) as mine', [
        LOCK,
        seat,
      ])
      if (rows[0]?.mine === true) this.#seats.add(seat)
    }
    if (this.#seats.size > before) await this.#told(this.#seats)
  }

  async #stand(client: pg.Client, surplus: number[]): Promise<void> {
    for (const seat of surplus) this.#seats.delete(seat)
    await this.#told(this.#seats)
    for (const seat of surplus) await client.query('select pg_advisory_unlock($1, $2)', [LOCK, seat])
  }

  async #connected(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.#url,
      application_name: 'wardroom rota',
      options: `-c idle_session_timeout=${this.#letGoAfterMs}`,
      keepAlive: true,
      connectionTimeoutMillis: 5000,
      query_timeout: ANSWER_WITHIN_MS,
    })
    const lost = (): void => {
      if (this.#client === client) void this.#lose()
    }
    client.on('error', lost)
    client.on('end', lost)
    await client.connect()
    await client.query('select pg_advisory_lock_shared($1, 0)', [LOCK])
    return client
  }

  /** The connection is gone, and with it all we held. */
  async #lose(): Promise<void> {
    this.#client = undefined
    this.#duty = false
    this.#servers = 1
    if (this.#seats.size === 0) return
    this.#seats.clear()
    await this.#told(this.#seats)
  }
}

function free(taken: readonly Held[], thereAre: number): number[] {
  const numbers = new Set(taken.map(({ post }) => post))
  return Array.from({ length: thereAre }, (_, nth) => nth + 1).filter((seat) => !numbers.has(seat))
}
