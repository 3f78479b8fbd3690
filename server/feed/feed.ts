/**
 * The feed: the mirror as of a position in the log, and every transaction after it. It keeps itself alive: whatever
 * breaks (the connection, Postgres, the cluster itself), it starts again from a new snapshot and says so.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Instant, Lsn } from '../../schema/terms.ts'
import { SESSION_OPTIONS } from '../database/pool.ts'
import { ReplicationConnection, type Opened } from './connection.ts'
import { Mirror, type Change, type MirrorView } from './mirror.ts'
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

/** How often the peer is asked for a sign of life, and after how long without one it is given up. */
const ASK_MS = 1000
const SILENT_MS = 5000
const BACKOFF_FIRST_MS = 50
const BACKOFF_MAX_MS = 2000

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

  constructor({ url, listener, log }: { url: string; listener: FeedListener; log: Log }) {
    this.#url = url
    this.#listener = listener
    this.#log = log
  }

  /** Resolves with the first picture. Throws what prevents it: at the start that is for a person to mend. */
  async start(): Promise<void> {
    this.#running = this.#again(await this.#live())
  }

  async stop(): Promise<void> {
    this.#end.abort()
    this.#connection?.close()
    await this.#running
  }

  /** Lives from loss to loss. */
  async #again(first: Life): Promise<void> {
    for (let life: Life | undefined = first; life; life = await this.#revived()) {
      const error = await life.lost
      if (this.#end.signal.aborted) return
      this.#listener.lost()
      this.#log.warn({ err: error }, 'the feed was lost; starting again')
    }
  }

  /** The next life, tried for as long as it takes; undefined when we are to end. */
  async #revived(): Promise<Life | undefined> {
    for (let waiting = BACKOFF_FIRST_MS; ; waiting = Math.min(waiting * 2, BACKOFF_MAX_MS)) {
      await sleep(waiting * (0.5 + Math.random() / 2), undefined, { signal: this.#end.signal }).catch(
        () => undefined,
      )
      if (this.#end.signal.aborted) return undefined
      try {
        return await this.#live()
      } catch (err) {
        this.#log.warn({ err, again_in_ms: waiting }, 'the feed cannot start')
      }
    }
  }

  /**
   * Connects, loads, streams.
   * @returns once the picture stands.
   */
  async #live(): Promise<Life> {
    let tellLost: (error: Error | undefined) => void = () => undefined
    const lost = new Promise<Error | undefined>((resolve) => (tellLost = resolve))
    const connection = new ReplicationConnection(this.#url, tellLost)
    this.#connection = connection // so that stop() can cut it at any moment of its life
    try {
      const opened = await connection.open()
      const mirror = await loaded(this.#url, opened)
      this.#listener.pictured({
        mirror: mirror.view,
        epoch: opened.epoch,
        lsn: opened.lsn,
        at: mirror.view.now,
      })
      this.#log.info({ lsn: opened.lsn, epoch: opened.epoch }, 'the feed is live')
      connection.stream(opened.lsn, {
        transaction: (transaction) => {
          const changes = mirror.apply(transaction)
          this.#listener.changed({ changes, lsn: transaction.lsn, at: transaction.at })
        },
        reached: (lsn) => {
          mirror.lsn = lsn
          this.#listener.reached(lsn)
        },
      })
    } catch (error) {
      connection.close()
      throw error
    }
    const watch = setInterval(() => {
      if (connection.silentMs > SILENT_MS) connection.close()
      else connection.ask()
    }, ASK_MS)
    return { lost: lost.finally(() => clearInterval(watch)) }
  }
}

/** The mirror as of the snapshot: it ends exactly where the stream begins, no gap and no overlap. */
async function loaded(url: string, { snapshot, lsn }: Opened): Promise<Mirror> {
  const client = new pg.Client({
    connectionString: url,
    options: SESSION_OPTIONS,
    application_name: 'wardroom load',
    connectionTimeoutMillis: 5000,
  })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(`set transaction snapshot ${client.escapeLiteral(snapshot)}`)
    const mirror = new Mirror(lsn)
    for (const name of tableNames) await load(client, mirror, name)
    return mirror
  } finally {
    await client.end()
  }
}

async function load<T extends TableName>(client: pg.Client, mirror: Mirror, name: T): Promise<void> {
  const { rows } = await client.query<Tables[T] & pg.QueryResultRow>(tables[name].load)
  mirror.load(name, rows)
}
