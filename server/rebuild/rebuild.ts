/** The proof that the record is whole: what is done again from it says the same as what stands. */
import pg from 'pg'
import { onConnection, putIn } from '../backup/restore.ts'
import type { Head } from '../backup/script.ts'
import { scratch, type Lend } from '../backup/verify.ts'
import { migrate } from '../database/migrate.ts'
import type { Tx } from '../database/pool.ts'
import { AnotherTime } from './another-time.ts'
import { compare, type Difference } from './compare.ts'
import { Replay, type Replayed } from './replay.ts'

export interface Rebuilt extends Replayed {
  differences: Difference[]
}

/**
 * Does everything again that is on record in one database, in another that is empty, and compares the two.
 * @param then nobody writes to it meanwhile.
 */
export async function rebuild(thenUrl: string, emptyUrl: string): Promise<Rebuilt> {
  const now = await AnotherTime.lay(emptyUrl)
  try {
    const replayed = await onConnection(thenUrl, (client) => new Replay({ then: patient(client), now }).all())
    return { ...replayed, differences: await compare(thenUrl, emptyUrl) }
  } finally {
    await now.end()
  }
}

/** A connection that may take its time: months are read at once. */
function patient(client: pg.Client): Tx {
  const rows: Tx['rows'] = async <R extends object>(sql: string, values: readonly unknown[] = []) =>
    (await client.query<R & pg.QueryResultRow>(sql, [...values])).rows
  return { rows, row: async (sql, values) => (await rows(sql, values))[0] as never } // as the pool's own transaction
}

/** The same of a backup, in a Postgres that is lent for it: nothing but the file is needed, and no server is slowed down. */
export function rebuildBackup(
  file: string,
  passphrase: string | undefined,
  lend: Lend = scratch,
): Promise<Rebuilt & { head: Head }> {
  return lend(async (url) => {
    const { head } = await onConnection(url, async (client) => {
      await client.query('begin')
      const put = await putIn(client, file, passphrase)
      await client.query('commit')
      return put
    })
    await migrate(url)
    return beside(url, async (emptyUrl) => ({ head, ...(await rebuild(url, emptyUrl)) }))
  })
}

/** Another, empty database on the same server, gone afterwards. */
async function beside<T>(url: string, work: (url: string) => Promise<T>): Promise<T> {
  const other = new URL(url)
  other.pathname = `${other.pathname}_again`
  const name = pg.escapeIdentifier(other.pathname.slice(1))
  await onConnection(url, (client) => client.query(`create database ${name}`))
  try {
    return await work(other.href)
  } finally {
    await onConnection(url, (client) => client.query(`drop database ${name} with (force)`))
  }
}
