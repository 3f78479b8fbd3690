/** Connections to Postgres, and the two ways to use one: a statement, a transaction. */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Outage } from '../outage.ts'
import { isGone, PATIENCE, Unknown } from './patience.ts'
import { Room } from './room.ts'
import './types.ts'

/** What runs inside one transaction. `R` is the shape of a row, declared where the SQL stands. */
export interface Tx {
  /**
   * All rows of a statement.
   * @param name for what runs many times a second outside any transaction: it is prepared under this name, on connections
   * where it is planned once.
   */
  rows<R extends object>(sql: string, values?: readonly unknown[], name?: string): Promise<R[]>
  /** Its first row. */
  row<R extends object>(sql: string, values?: readonly unknown[]): Promise<R | undefined>
}

/** Session settings every connection needs: values are read as UTC and ISO (see types.ts). */
export const SESSION_OPTIONS = '-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c synchronous_commit=on'

/**
 * A named statement is planned once for all its calls, with one row or a thousand, and perhaps while its tables are still
 * empty. So it is told to go by index: on a plan made for an empty table 5,000 readings a second would each read it whole.
 */
const PLANNED_ONCE = ' -c plan_cache_mode=force_generic_plan -c enable_seqscan=off'
const PREPARED_MAX = 2
const UNHEARD = { info: () => undefined, warn: () => undefined, error: () => undefined }

export class Database implements Tx {
  readonly url: string
  readonly #pool: pg.Pool
  /** For named statements; it holds no connection before the first. */
  readonly #prepared: pg.Pool
  readonly #room: Room
  readonly #outage: Pick<Outage, 'away' | 'here'> | undefined

  /**
   * @param room on its disk; left out: what Postgres says of it is all that is known.
   * @param outage told who was answered and who was not.
   * @param onError an idle connection broke; the pool replaces it by itself.
   */
  constructor(
    url: string,
    {
      max = 16,
      room,
      outage,
      onError,
    }: { max?: number; room?: Room; outage?: Pick<Outage, 'away' | 'here'>; onError: (error: Error) => void },
  ) {
    this.url = url
    this.#room = room ?? new Room(UNHEARD)
    this.#outage = outage
    const config = {
      connectionString: url,
      application_name: 'wardroom',
      connectionTimeoutMillis: PATIENCE.connectMs,
      query_timeout: PATIENCE.queryMs,
      statement_timeout: PATIENCE.statementMs,
      lock_timeout: PATIENCE.lockMs,
      idle_in_transaction_session_timeout: PATIENCE.idleInTransactionMs,
      keepAlive: true,
    }
    this.#pool = new pg.Pool({ ...config, max, options: SESSION_OPTIONS })
    this.#prepared = new pg.Pool({ ...config, max: PREPARED_MAX, options: SESSION_OPTIONS + PLANNED_ONCE })
    for (const pool of [this.#pool, this.#prepared]) pool.on('error', onError)
  }

  async rows<R extends object>(sql: string, values: readonly unknown[] = [], name?: string): Promise<R[]> {
    if (name === undefined) return (await this.#heard(this.#pool.query<R>(sql, [...values]))).rows
    const { rows } = await this.#heard(this.#prepared.query<R>({ name, text: sql, values: [...values] }))
    this.#room.heard('written') // what is said so often is said by devices
    return rows
  }

  async row<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R | undefined> {
    return (await this.rows<R>(sql, values))[0]
  }

  /** Before something is written that is somebody's to send again. @throws NoRoom when there is none on the disk. */
  mustHaveRoom(): void {
    this.#room.mustHave()
  }

  /**
   * Runs `work` in one transaction and commits. Whatever it throws rolls everything back and is thrown on.
   * @param withinMs then it is given up, whatever it waits for.
   * @returns what `work` returned, and a log position at or just after the commit, in Postgres' form "0/16B3748".
   * @throws Unknown when Postgres fell silent over the commit.
   */
  async transaction<T>(
    work: (tx: Tx) => Promise<T>,
    { withinMs = PATIENCE.transactionMs }: { withinMs?: number } = {},
  ): Promise<{ value: T; lsn: string }> {
    this.#room.mustHave()
    const done = await this.#heard(this.#transaction(work, withinMs))
    this.#room.heard('written')
    return done
  }

  async end(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#prepared.end()])
  }

  /** Passes on what comes, and notes whether there is a Postgres, and room. */
  async #heard<T>(asked: Promise<T>): Promise<T> {
    try {
      const answered = await asked
      this.#outage?.here()
      return answered
    } catch (error) {
      if (error instanceof pg.DatabaseError) this.#room.heard(error)
      if (isGone(error)) this.#outage?.away(error)
      throw error
    }
  }

  async #transaction<T>(work: (tx: Tx) => Promise<T>, withinMs: number): Promise<{ value: T; lsn: string }> {
    const client = await this.#pool.connect()
    const so: { broken?: Error; committing: boolean } = { committing: false }
    // The pool listens for errors only while a client is idle; unheard, they would end the process.
    const onBroken = (error: Error): void => void (so.broken = error)
    client.on('error', onBroken)
    const whole = async (): Promise<{ value: T; lsn: string }> => {
      const tx = transactionOn(client, onBroken)
      this.#room.mustHave() // it may have waited for its connection
      await tx.rows('begin')
      const value = await work(tx)
      so.committing = true
      // Two statements in one message: one round trip, and the position is read after the commit.
      const answers: unknown = await client.query('commit; select pg_current_wal_flush_lsn()::text as lsn')
      return { value, lsn: lsnOf(answers) }
    }
    const late = new AbortController()
    try {
      return await Promise.race([whole(), tooLate(withinMs, late.signal, onBroken)])
    } catch (error) {
      // Who does not answer is not asked to roll back: the connection is cut, and Postgres does it by itself.
      if (!so.broken) await client.query('rollback').catch(onBroken)
      const unknown = so.committing && !(error instanceof pg.DatabaseError)
      throw unknown ? new Unknown('the commit was not answered', { cause: error }) : error
    } finally {
      late.abort()
      client.off('error', onBroken)
      client.release(so.broken)
    }
  }
}

/** @param onSilent told when a statement was not answered, which is not the same as answered with an error. */
function transactionOn(client: pg.PoolClient, onSilent: (error: Error) => void): Tx {
  const rows = async <R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> => {
    try {
      return (await client.query<R>(sql, [...values])).rows
    } catch (error) {
      if (error instanceof Error && !(error instanceof pg.DatabaseError)) onSilent(error)
      throw error
    }
  }
  return { rows, row: async (sql, values) => (await rows(sql, values))[0] as never }
}

/** Rejects after so long, unless it is no longer waited for. */
async function tooLate(ms: number, signal: AbortSignal, onLate: (error: Error) => void): Promise<never> {
  await pause(ms, undefined, { signal })
  // What Postgres itself says of it from 17 on.
  const error = Object.assign(new Error(`the transaction took longer than ${ms} ms`), { code: '25P04' })
  onLate(error)
  throw error
}

/** pg answers a message of several statements with an array of results, which its types do not say. */
function lsnOf(answers: unknown): string {
  const last: unknown = Array.isArray(answers) ? answers.at(-1) : undefined
  const rows: unknown = typeof last === 'object' && last !== null && 'rows' in last ? last.rows : undefined
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined
  if (typeof row === 'object' && row !== null && 'lsn' in row && typeof row.lsn === 'string') return row.lsn
  throw new Error('the commit was not answered with a log position')
}
