/**
 * The replication connection: a temporary slot, the snapshot that ends where the stream begins, and the stream.
 *
 * A temporary slot dies with its connection, so a dead server never holds WAL until the disk is full.
 */
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import type { Lsn } from '../../schema/terms.ts'
import { SESSION_OPTIONS } from '../database/pool.ts'
import { fromBigInt, padded, toBigInt } from './lsn.ts'
import { PgoutputReader } from './pgoutput.ts'
import { tables } from './tables.ts'
import { Gatherer, type Transaction } from './transactions.ts'

export const PUBLICATION = 'wardroom'
/** pg's `replication` is missing from its types. */
interface ReplicationConfig extends pg.ClientConfig {
  replication: 'database'
}

/** First byte of what the server sends in copy-both mode (protocol chapter "Streaming Replication Protocol"). */
const XLOG_DATA = 0x77 // 'w': start, end, clock (8 bytes each), then the plugin's message
const KEEPALIVE = 0x6b // 'k': end, clock, reply requested
const XLOG_HEADER_BYTES = 25
const STANDBY_STATUS = 0x72 // 'r'
/** Postgres counts microseconds since 2000-01-01. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1)

export interface Opened {
  /** Database system identifier and timeline: positions mean something only within one epoch. */
  epoch: string
  /** From which timelines this one comes, as Postgres writes it; empty for the first. */
  history: string
  /** Where the stream will begin. */
  lsn: Lsn
  /** Name of the exported snapshot that ends there; valid until `stream` is called. */
  snapshot: string
}

export interface Listener {
  transaction(transaction: Transaction): void
  /** Everything committed up to here has been handed over. */
  reached(lsn: Lsn): void
}

export class ReplicationConnection {
  readonly #client: pg.Client
  readonly #slot = `wardroom_${randomBytes(8).toString('hex')}`
  readonly #onLost: (error: Error | undefined) => void
  #heardAt = performance.now()
  #lsn: Lsn | undefined
  #over = false

  /** @param onLost called once when the connection ends or breaks, whoever ended it. */
  constructor(url: string, onLost: (error: Error | undefined) => void) {
    this.#onLost = onLost
    const config: ReplicationConfig = {
      connectionString: url,
      replication: 'database',
      options: SESSION_OPTIONS,
      application_name: 'wardroom feed',
      connectionTimeoutMillis: 5000,
      keepAlive: true,
    }
    this.#client = new pg.Client(config)
    this.#client.on('error', (error) => this.close(error))
    this.#client.on('end', () => this.close())
  }

  /** Connects and makes the slot. */
  async open(): Promise<Opened> {
    await this.#client.connect()
    const system = await this.#first<{ systemid: string; timeline: number }>('IDENTIFY_SYSTEM')
    const history = system.timeline > 1 ? await this.#history(system.timeline) : ''
    const slot = await this.#first<{ consistent_point: string; snapshot_name: string }>(
      `CREATE_REPLICATION_SLOT "${this.#slot}" TEMPORARY LOGICAL pgoutput (SNAPSHOT 'export')`,
    )
    return {
      epoch: `${system.systemid}:${system.timeline}`,
      history,
      lsn: padded(slot.consistent_point),
      snapshot: slot.snapshot_name,
    }
  }

  /**
   * Starts the stream; from here on the listener hears of every transaction, in commit order. What cannot be read, or makes
   * the listener throw, ends the connection: its picture can't be trusted from there on, and must not end the process.
   */
  stream(from: Lsn, listener: Listener): void {
    const reader = new PgoutputReader((table) => table in tables)
    const gatherer = new Gatherer()
    this.#lsn = from
    this.#heardAt = performance.now()
    const take = (chunk: Buffer): void => {
      if (chunk[0] === XLOG_DATA) {
        const message = reader.read(chunk, XLOG_HEADER_BYTES)
        const transaction = message && gatherer.take(message)
        if (!transaction) return
        this.#lsn = transaction.lsn
        listener.transaction(transaction)
      } else if (chunk[0] === KEEPALIVE) {
        // The walsender says how far it has read; between transactions, all before that has been handed to us.
        const end = fromBigInt(chunk.readBigUInt64BE(1))
        if (!gatherer.inside && this.#lsn !== undefined && end > this.#lsn) {
          this.#lsn = end
          listener.reached(end)
        }
        if (chunk[17] === 1) this.#sayHowFar(false)
      }
    }
    this.#client.connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
      this.#heardAt = performance.now()
      if (this.#over) return // the rest of what was read at once
      try {
        take(chunk)
      } catch (error) {
        this.close(error instanceof Error ? error : new Error(String(error)))
      }
    })
    // Answered only when the stream ends, and then the connection may live on (publication dropped): nothing would come.
    const start = `START_REPLICATION SLOT "${this.#slot}" LOGICAL 0/0 (proto_version '1', publication_names '${PUBLICATION}')`
    this.#client.query(start).then(
      () => this.close(new Error('the stream ended')),
      (error: Error) => this.close(error),
    )
  }

  /** Milliseconds since anything came. */
  get silentMs(): number {
    return performance.now() - this.#heardAt
  }

  /** Tells the server how far we are (it may let go of older WAL) and asks for a sign of life. */
  ask(): void {
    this.#sayHowFar(true)
  }

  /** Ends the connection, the slot with it, without waiting for a peer that may be gone; and says so, once. */
  close(why?: Error): void {
    if (this.#over) return
    this.#over = true
    this.#client.connection.stream.destroy()
    this.#onLost(why)
  }

  #sayHowFar(replyWanted: boolean): void {
    if (this.#lsn === undefined || this.#over) return
    const status = Buffer.alloc(34)
    status[0] = STANDBY_STATUS
    for (const offset of [1, 9, 17]) status.writeBigUInt64BE(toBigInt(this.#lsn), offset) // written, flushed, applied
    status.writeBigInt64BE(BigInt(Date.now() - POSTGRES_EPOCH_MS) * 1000n, 25)
    status[33] = replyWanted ? 1 : 0
    copyChannelOf(this.#client).sendCopyFromChunk(status)
  }

  /** Empty when its file is gone: then nothing can be said of it, and that is no reason not to stream. */
  async #history(timeline: number): Promise<string> {
    const command = `TIMELINE_HISTORY ${timeline}`
    const row = await this.#first<{ content: string | Buffer }>(command).catch(() => undefined)
    return row === undefined ? '' : row.content.toString()
  }

  /** The first row of a replication command. Their columns are given by the protocol. */
  async #first<R extends object>(command: string): Promise<R> {
    const [row] = (await this.#client.query<R & pg.QueryResultRow>(command)).rows
    if (!row) throw new Error(`${command} was not answered`)
    return row
  }
}

/** pg can write into a copy-both stream, which its types do not say. */
function copyChannelOf(client: pg.Client): { sendCopyFromChunk(chunk: Buffer): void } {
  return client.connection as unknown as { sendCopyFromChunk(chunk: Buffer): void }
}
