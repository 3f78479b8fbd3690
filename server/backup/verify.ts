/** Proves a backup by restoring it: into a Postgres of its own that is made for it and gone afterwards. */
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { startEmbedded } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { Unusable } from '../database/unusable.ts'
import { countersOf, tablesOf } from './contents.ts'
import { rowsOf } from './make.ts'
import { onConnection, putIn } from './restore.ts'
import type { Head, Tail } from './script.ts'
import { Sum } from './sum.ts'

export interface Proved {
  head: Head
  tail: Tail
  /** The migrations that brought it to this Wardroom's schema. */
  migrated: string[]
}

/** What in a restored database is not what the backup says; undefined: nothing. */
export async function difference(client: pg.Client, tail: Tail): Promise<string | undefined> {
  for (const table of await tablesOf(client)) {
    const sum = new Sum()
    for await (const bytes of rowsOf(client, table)) sum.take(bytes)
    const written = tail.tables[table.name]
    if (written?.rows !== sum.rows || written.sum !== sum.text)
      return `the table ${table.name} has ${sum.rows} rows that are not the ${written?.rows ?? 0} of the backup`
  }
  const counters = await countersOf(client)
  const other = counters.find(
    ({ name, last }) => tail.counters.find((one) => one.name === name)?.last !== last,
  )
  return other && `the counter ${other.name} stands at ${String(other.last)}`
}

/** Lends an empty database for as long as the work takes. */
export type Lend = <T>(work: (url: string) => Promise<T>) => Promise<T>

/**
 * Reads the backup whole, restores it, and reads every row back: each must be what was written, under all the constraints
 * of the schema. Then it is brought to this Wardroom's schema.
 * @throws Unusable with what is wrong.
 */
export function verify(file: string, passphrase: string | undefined, lend: Lend = scratch): Promise<Proved> {
  return lend(async (url) => {
    const put = await onConnection(url, async (client) => {
      await client.query('begin')
      const done = await putIn(client, file, passphrase)
      const wrong = await difference(client, done.tail)
      if (wrong !== undefined) throw new Unusable(`The backup does not come back as it was: ${wrong}.`)
      await client.query('commit')
      return done
    })
    return { ...put, migrated: await migrate(url) }
  })
}

/** A whole Postgres, for this alone. */
export const scratch: Lend = async (work) => {
  const folder = await mkdtemp(join(tmpdir(), 'wardroom-scratch-'))
  await chmod(folder, 0o755) // as root, Postgres runs as another, who must be able to enter
  try {
    const postgres = await startEmbedded({ folder, log: () => undefined, settings: { fsync: 'off' } })
    try {
      return await work(postgres.url)
    } finally {
      await postgres.stop()
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
