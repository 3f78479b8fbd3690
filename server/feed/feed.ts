/**
 * The feed: the mirror as of a position in the log, and every transaction after it. It keeps itself alive: whatever
 * breaks (the connection, Postgres, the cluster itself), it starts again from a new snapshot and says so.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Instant, Lsn } from '../../schema/terms.ts'
import { isGone } from '../database/patience.ts'
import { SESSION_OPTIONS } from '../database/pool.ts'
import { PUBLICATION, ReplicationConnection, type Opened } from './connection.ts'
import { Mirror, type Change, type MirrorView } from './mirror.ts'
import { branchedOff, bytesBetween } from './timeline.ts'
import { tableNames, tables, type TableName, type Tables } from './tables.ts'

/** What the reading half is told. Calls come one after the other and are never awaited. */
export interface FeedListener {
  /** A whole new picture, at the start and after any loss. Another epoch: positions of before mean nothing. */
  pictured(picture: { mirror: MirrorView; epoch: string; lsn: Lsn; at: Instant }): void
  /** One transaction was folded in. */
  changed(step: { changes: Change[]; lsn: Lsn; at: Instant }): void
  /** Nothing new up to this position. */
  reached(lsn: Lsn): void
  /** The picture is no longer live. */
  lost(): void
}

interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

/** How often the peer is asked for a sign of life, and after how long without one it is given up: together below 5 s. */
const ASK_MS = 500
/**
 * The clock row moves every second. When it stops though the connection lives, something between is broken that nobody
 * reports (Postgres 18 streams nothing, and says nothing, once the publication is dropped): start again from the rows.
 */
const TICKLESS_MS = 10_000
const SILENT_MS = 4000
/**
 * How long making the slot and loading may each take. A slot is made only when all transactions have ended that were
 * writing; one that takes longer than this is waited for in another try, for meanwhile the peer itself may be gone.
 */
const PATIENCE_MS = 10_000
/** Of a server that starts. */
const FIRST_TRIES = 6
const GOODBYE_MS = 1000
const BACKOFF_FIRST_MS = 50
const BACKOFF_MAX_MS = 2000

/** There is no slot before all transactions have ended that were writing when it was asked for. */
class NoSlotYet extends Error {}

/** One connection's life; `lost` settles when it ends. (In an object, since a promise of a promise would be awaited.) */
interface Life {
  lost: Promise<Error | undefined>
}

export class Feed {
  readonly #url: string
  readonly #listener: FeedListener
  readonly #log: Log
  readonly #end = new AbortController()
  #connection: ReplicationConnection | undefined
  #running: Promise<void> = Promise.resolve()
  /** Up to where the log was told, in which epoch, and what sets it apart from an earlier one of the same name. */
  #told: { cluster: string; lsn: Lsn; epoch: string } | undefined

  constructor({ url, listener, log }: { url: string; listener: FeedListener; log: Log }) {
    this.#url = url
    this.#listener = listener
    this.#log = log
  }

  /**
   * Resolves with the first picture. Throws what prevents it: at the start that is for a person to mend. Not so a busy
   * database, in which a server that comes back must not end for what its fellows are writing.
   */
  async start(): Promise<void> {
    this.#running = this.#again(await this.#first())
  }

  async stop(): Promise<void> {
    this.#end.abort()
    this.#connection?.close()
    await this.#running
  }

  async #first(): Promise<Life> {
    for (let tries = 1; ; tries++) {
      try {
        return await this.#live()
      } catch (err) {
        if (!(err instanceof NoSlotYet) || tries === FIRST_TRIES || this.#end.signal.aborted) throw err
        this.#log.warn({ err }, 'the feed cannot start yet; it is tried again')
      }
    }
  }

  /** Lives from loss to loss. */
  async #again(first: Life): Promise<void> {
    for (let life: Life | undefined = first; life; life = await this.#revived()) {
      const error = await life.lost
      if (this.#end.signal.aborted) return
      this.#listener.lost()
      this.#log.warn({ event: 'away', part: 'the feed', err: error }, 'the feed was lost; starting again')
    }
  }

  /** The next life, tried for as long as it takes; undefined when we are to end. */
  async #revived(): Promise<Life | undefined> {
    let said: string | undefined
    for (let waiting = BACKOFF_FIRST_MS; ; waiting = Math.min(waiting * 2, BACKOFF_MAX_MS)) {
      await sleep(waiting * (0.5 + Math.random() / 2), undefined, { signal: this.#end.signal }).catch(
        () => undefined,
      )
      if (this.#end.signal.aborted) return undefined
      try {
        return await this.#live()
      } catch (err) {
        // Away is said by who asks the database; this is for what somebody has to mend, once.
        const why = err instanceof Error ? err.message : String(err)
        if (why !== said && !isGone(err)) this.#log.warn({ err }, 'the feed cannot start; it is tried again')
        said = why
      }
    }
  }

  /**
   * Connects, loads, streams.
   * @returns once the picture stands.
   */
  async #live(): Promise<Life> {
    let why: Error | undefined
    let tickedAt: number | undefined
    let tellLost: (error: Error | undefined) => void = () => undefined
    const lost = new Promise<Error | undefined>((resolve) => (tellLost = resolve))
    const connection = new ReplicationConnection(this.#url, (error) => tellLost((why = error)))
    this.#connection = connection // so that stop() can cut it at any moment of its life
    const hang = setTimeout(() => {
      connection.close(
        new NoSlotYet(`no replication slot within ${PATIENCE_MS} ms; a long transaction holds it up`),
      )
    }, PATIENCE_MS)
    try {
      const opened = await connection.open().finally(() => clearTimeout(hang))
      const mirror = await loaded(this.#url, opened)
      this.#sayTakenOver(opened)
      const told = this.#follows(opened)
      this.#told = told
      this.#listener.pictured({
        mirror: mirror.view,
        epoch: told.epoch,
        lsn: opened.lsn,
        at: mirror.view.now,
      })
      this.#log.info(
        { event: 'back', part: 'the feed', lsn: opened.lsn, epoch: told.epoch },
        'the feed is live',
      )
      connection.stream(opened.lsn, {
        transaction: (transaction) => {
          const changes = mirror.apply(transaction)
          if (changes.some(({ table }) => table === 'clock')) tickedAt = performance.now()
          told.lsn = transaction.lsn
          this.#listener.changed({ changes, lsn: transaction.lsn, at: transaction.at })
        },
        reached: (lsn) => {
          mirror.lsn = told.lsn = lsn
          this.#listener.reached(lsn)
        },
      })
    } catch (error) {
      connection.close()
      this.#listener.lost() // it may have been pictured already
      throw why ?? error // what cut the connection says more than the query that was cut
    }
    const watch = setInterval(() => {
      if (connection.silentMs > SILENT_MS)
        connection.close(new Error(`nothing was heard from the database for ${SILENT_MS} ms`))
      else if (tickedAt !== undefined && performance.now() - tickedAt > TICKLESS_MS)
        connection.close(new Error(`the clock row has not moved for ${TICKLESS_MS} ms`))
      else connection.ask()
    }, ASK_MS)
    return { lost: lost.finally(() => clearInterval(watch)) }
  }

  /** A standby took over. What was shown beyond where it branched off is not in the database any more, and that is said. */
  #sayTakenOver({ epoch, history }: Opened): void {
    const [system, timeline] = epoch.split(':')
    const [systemBefore, timelineBefore] = this.#told?.cluster.split(':') ?? []
    if (this.#told === undefined || system !== systemBefore || timeline === timelineBefore) return
    const branched = branchedOff(history, Number(timelineBefore))
    const lost_bytes = branched === undefined ? undefined : bytesBetween(branched, this.#told.lsn)
    const fields = { event: 'standby-took-over', shown_up_to: this.#told.lsn, branched, lost_bytes, timeline }
    if (lost_bytes === 0) this.#log.info(fields, 'a standby took over; nothing that was shown is missing')
    else
      this.#log.warn(fields, 'a standby took over, and what was written last is missing there; do it again')
  }

  /**
   * Where a new picture stands. A log of the same name that ends before what we told is another one (a copy of the disk was
   * put back, which changes neither identifier nor timeline): then its positions get an epoch of their own.
   */
  #follows({ epoch: cluster, lsn }: Opened): { cluster: string; lsn: Lsn; epoch: string } {
    const before = this.#told?.cluster === cluster ? this.#told : undefined
    if (before === undefined) return { cluster, lsn, epoch: cluster }
    return { cluster, lsn, epoch: lsn < before.lsn ? `${cluster}:${lsn}` : before.epoch }
  }
}

/** The mirror as of the snapshot: it ends exactly where the stream begins, no gap and no overlap. */
async function loaded(url: string, { snapshot, lsn }: Opened): Promise<Mirror> {
  const client = new pg.Client({
    connectionString: url,
    options: SESSION_OPTIONS,
    application_name: 'wardroom load',
    connectionTimeoutMillis: 5000,
    query_timeout: PATIENCE_MS,
    keepAlive: true,
  })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(`set transaction snapshot ${client.escapeLiteral(snapshot)}`)
    const { rowCount } = await client.query(`select from pg_publication where pubname = '${PUBLICATION}'`)
    if (rowCount === 0) throw new Error(`the database has no publication "${PUBLICATION}"`)
    // Little is loaded of much; but how little an instant leaves that a subquery finds, the planner guesses (a third).
    await client.query('set local enable_seqscan = off')
    const mirror = new Mirror(lsn)
    for (const name of tableNames) await load(client, mirror, name)
    return mirror
  } finally {
    // Not waited for longer than a goodbye takes: from a peer that went silent just now it would never come.
    const late = setTimeout(() => client.connection.stream.destroy(), GOODBYE_MS)
    await client.end().finally(() => clearTimeout(late))
  }
}

async function load<T extends TableName>(client: pg.Client, mirror: Mirror, name: T): Promise<void> {
  const { rows } = await client.query<Tables[T] & pg.QueryResultRow>(tables[name].load)
  mirror.load(name, rows)
}
