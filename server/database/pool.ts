/** Connections to Postgres, and the two ways to use one: a statement, a transaction. */
import pg from 'pg'
import './types.ts'

/** What runs inside one transaction. `R` is the shape of a row, declared where the SQL stands. */
export interface Tx {
  /** All rows of a statement. */
  rows<R extends object>(sql: string, values?: readonly unknown[]): Promise<R[]>
  /** Its first row. */
  row<R extends object>(sql: string, values?: readonly unknown[]): Promise<R | undefined>
}

/** Session settings every connection needs: values are read as UTC and ISO (see types.ts). */
export const SESSION_OPTIONS = '-c timezone=UTC -c datestyle=ISO -c bytea_output=hex -c synchronous_commit=on'

export class Database implements Tx {
  readonly url: string
  readonly #pool: pg.Pool

  /** @param onError an idle connection broke; the pool replaces it by itself. */
  constructor(url: string, { max = 16, onError }: { max?: number; onError: (error: Error) => void }) {
    this.url = url
    this.#pool = new pg.Pool({
      connectionString: url,
      max,
      options: SESSION_OPTIONS,
      application_name: 'wardroom',
      connectionTimeoutMillis: 5000,
      // A database that hangs must not hang its callers (RELIABILITY F7: nothing over 10 s).
      query_timeout: 10_000,
      statement_timeout: 9_000,
      keepAlive: true,
    })
    this.#pool.on('error', onError)
  }

  async rows<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> {
    return (await this.#pool.query<R>(sql, [...values])).rows
  }

  async row<R extends object>(sql: string, values: readonly unknown[] = []): Promise<R | undefined> {
    return (await this.rows<R>(sql, values))[0]
  }

  /**
   * Runs `work` in one transaction and commits. Whatever it throws rolls everything back and is thrown on.
   * @returns what `work` returned, and a log position at or just after the commit, in Postgres' form "0/16B3748".
   */
  async transaction<T>(work: (tx: Tx) => Promise<T>): Promise<{ value: T; lsn: string }> {
    const client = await this.#pool.connect()
    let broken: Error | undefined
    // The pool listens for errors only while a client is idle; unheard, they would end the process.
    const onBroken = (error: Error): void => void (broken = error)
    client.on('error', onBroken)
    try {
      await client.query('begin')
      const value = await work(transactionOn(client))
      // Two statements in one message: one round trip, and the position is read after the commit.
      const answers: unknown = await client.query('commit; select pg_current_wal_flush_lsn()::text as lsn')
      return { value, lsn: lsnOf(answers) }
    } catch (error) {
      await client.query('rollback').catch((failed: Error) => void (broken ??= failed))
      throw error
    } finally {
      client.off('error', onBroken)
      client.release(broken)
    }
  }

  async end(): Promise<void> {
    await this.#pool.end()
  }
}

function transactionOn(client: pg.PoolClient): Tx {
  const rows = async <R extends object>(sql: string, values: readonly unknown[] = []): Promise<R[]> =>
    (await client.query<R>(sql, [...values])).rows
  return { rows, row: async (sql, values) => (await rows(sql, values))[0] as never }
}

/** pg answers a message of several statements with an array of results, which its types do not say. */
function lsnOf(answers: unknown): string {
  const last: unknown = Array.isArray(answers) ? answers.at(-1) : undefined
  const rows: unknown = typeof last === 'object' && last !== null && 'rows' in last ? last.rows : undefined
  const row: unknown = Array.isArray(rows) ? rows[0] : undefined
  if (typeof row === 'object' && row !== null && 'lsn' in row && typeof row.lsn === 'string') return row.lsn
  throw new Error('the commit was not answered with a log position')
}
