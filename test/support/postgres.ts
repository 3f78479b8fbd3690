/** vitest's globalSetup of the node project: one real Postgres for the run, with a migrated template to clone. */
import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { startEmbedded } from '../../server/database/embedded.ts'
import { migrate } from '../../server/database/migrate.ts'
import { clear, ownFolder, sweep } from './leftovers.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A database of the run's server, from which others are made. */
    postgresUrl: string
  }
}

/** The migrated database that every test's own is cloned from. Nobody may connect to it, so cloning never waits. */
export const TEMPLATE = 'wardroom_template'

/** Two test files at a time, each with several servers, readers and pools. Durability stays as in production. */
const SETTINGS = {
  max_wal_senders: '50',
  max_replication_slots: '50',
  max_connections: '200',
  shared_buffers: '64MB',
}

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  sweep()
  const folder = ownFolder()
  const interrupted = (): void => clear(folder) // Ctrl-C: vitest ends without its teardown
  process.once('exit', interrupted)
  const server = await startEmbedded({ folder, log: () => undefined, settings: SETTINGS })
  await makeTemplate(server.url)
  project.provide('postgresUrl', server.url)
  return async () => {
    process.off('exit', interrupted)
    await server.stop()
    clear(folder)
  }
}

async function makeTemplate(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(`create database ${TEMPLATE}`)
    await migrate(withDatabase(url, TEMPLATE))
    await client.query(`alter database ${TEMPLATE} with allow_connections false is_template true`)
  } finally {
    await client.end()
  }
}

/** The same server, another database. */
export function withDatabase(url: string, name: string): string {
  const other = new URL(url)
  other.pathname = `/${name}`
  return other.href
}
