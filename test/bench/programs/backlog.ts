/**
 * Reads a backlog of the log. Arguments: whose reader, and the database. Ours decodes it, gathers it into transactions and
 * folds them into the mirror; bare is the package's decoder alone.
 */
import pg from 'pg'
import { PgoutputPlugin } from 'pg-logical-replication'
import { PUBLICATION, ReplicationConnection } from '../../../server/feed/connection.ts'
import { Mirror } from '../../../server/feed/mirror.ts'
import { serve } from '../program.ts'

const [whose = '', database = ''] = process.argv.slice(2)

/** Reads until so many rows have come. */
type Reader = (rows: number) => Promise<void>
let reader: Reader | undefined

/** Makes a slot: what is written from now on is the backlog. */
async function wait(): Promise<void> {
  reader = whose === 'ours' ? await ourReader() : await bareReader()
}

/** Reads it. @returns the CPU time that took this process [ms]. */
async function read(rows: number): Promise<number> {
  const before = process.cpuUsage()
  await reader?.(rows)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function ourReader(): Promise<Reader> {
  const connection = new ReplicationConnection(database, () => undefined)
  const { lsn } = await connection.open()
  const mirror = new Mirror(lsn)
  return (rows) =>
    new Promise((resolve) => {
      let seen = 0
      connection.stream(lsn, {
        transaction: (transaction) => {
          seen += mirror.apply(transaction).length
          if (seen < rows) return
          connection.close()
          resolve()
        },
        reached: () => undefined,
      })
    })
}

async function bareReader(): Promise<Reader> {
  const config: pg.ClientConfig & { replication: string } = {
    connectionString: database,
    replication: 'database',
  }
  const client = new pg.Client(config)
  client.on('error', () => undefined) // it is cut when all is read
  await client.connect()
  await client.query('CREATE_REPLICATION_SLOT backlog TEMPORARY LOGICAL pgoutput')
  const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: [PUBLICATION] })
  return (rows) =>
    new Promise((resolve) => {
      let seen = 0
      client.connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
        if (chunk[0] !== 0x77) return // 'w': a message of the plugin, after 25 bytes
        if (plugin.parse(chunk.subarray(25)).tag === 'update') seen++
        if (seen < rows) return
        client.connection.stream.destroy()
        resolve()
      })
      plugin.start(client, 'backlog', '0/0').catch(() => undefined) // answered when the stream ends
    })
}

const verbs = { wait, read }
export type Backlog = typeof verbs
serve(verbs)
