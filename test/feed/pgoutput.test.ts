/** Our reading of the log against the package's, and against a query: the same bytes, the same values. */
import fc from 'fast-check'
import pg from 'pg'
import { PgoutputPlugin, type Pgoutput } from 'pg-logical-replication'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { SESSION_OPTIONS } from '../../server/database/pool.ts'
import { PgoutputReader, type LogMessage } from '../../server/feed/pgoutput.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'

const plugin = new PgoutputPlugin({ protoVersion: 1, publicationNames: ['odd'] })
const reader = new PgoutputReader((table) => table === 'odd')
/** What came, as each of the two reads it. */
const came: { package: Pgoutput.Message; ours: LogMessage | undefined }[] = []
let fresh: FreshDatabase
let log: pg.Client

beforeAll(async () => {
  fresh = await freshDatabase()
  await fresh.database.rows(`create table odd (
    id bigint primary key, small smallint, whole integer, big bigint, yes boolean, text text, words text[], json jsonb,
    at timestamptz, day date, ids bigint[], exact numeric, real double precision)`)
  await fresh.database.rows(`create table strange (id bigint primary key)`)
  await fresh.database.rows(`create publication odd for table odd, strange`)
  const config = { connectionString: fresh.url, options: SESSION_OPTIONS, replication: 'database' }
  log = new pg.Client(config)
  log.on('error', () => undefined)
  await log.connect()
  await log.query('CREATE_REPLICATION_SLOT odd TEMPORARY LOGICAL pgoutput')
  log.connection.on('copyData', ({ chunk }: { chunk: Buffer }) => {
    if (chunk[0] !== 0x77) return
    const bytes = chunk.subarray(25)
    came.push({ ours: reader.read(bytes), package: plugin.parse(bytes) })
  })
  plugin.start(log, 'odd', '0/0').catch(() => undefined)
})
afterAll(async () => {
  log.connection.stream.destroy()
  await fresh.drop()
})

type Statement = [sql: string, values?: unknown[]]

/** Commits. @returns what came of it, between BEGIN and COMMIT, by both readings. */
async function commit(...statements: Statement[]): Promise<typeof came> {
  came.length = 0
  await fresh.database.transaction(async (tx) => {
    for (const [sql, values] of statements) await tx.rows(sql, values)
  })
  await until(() => came.at(-1)?.ours?.kind === 'commit', { what: 'the commit in the log' })
  expect(came[0]?.ours).toEqual({ kind: 'begin' })
  return came.slice(1, -1)
}

/** What the package read, in our words. */
function inOurWords(message: Pgoutput.Message): LogMessage | undefined {
  switch (message.tag) {
    case 'insert':
      return { kind: 'set', table: message.relation.name, row: { ...message.new } }
    case 'update': {
      const oldKey = message.key ?? message.old
      const row: Record<string, unknown> = { ...message.new }
      return {
        kind: 'set',
        table: message.relation.name,
        row,
        ...(oldKey && { oldKey: { ...oldKey } }),
        ...(Object.values(row).includes(undefined) && { partial: true }),
      }
    }
    case 'delete':
      return { kind: 'gone', table: message.relation.name, key: { ...(message.key ?? message.old) } }
    case 'truncate':
      return { kind: 'truncate', tables: message.relations.map(({ name }) => name) }
    default:
      return undefined
  }
}

function agree(messages: typeof came): (LogMessage | undefined)[] {
  for (const one of messages) expect(one.ours).toEqual(inOurWords(one.package))
  return messages.map(({ ours }) => ours)
}

const instants = ['2026-11-22 20:01:02.123456+00', '2026-11-22 20:01:02.5+02', '1999-12-31 23:59:59Z']
const farOff = ['infinity', '-infinity', '0044-03-15 12:00:00+00 BC', '10000-01-01 00:00:00+00']
const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((any) => any.replaceAll('\0', ''))
const values: Record<string, fc.Arbitrary<unknown>> = {
  small: fc.integer({ min: -32_768, max: 32_767 }),
  whole: fc.integer(),
  big: fc.oneof(fc.maxSafeInteger(), fc.integer({ min: -12, max: 12 })),
  yes: fc.boolean(),
  text: fc.oneof(text, fc.constantFrom('gh', 'Ødegård', '')),
  words: fc.array(fc.constantFrom('a', 'b"c', 'd,e', 'ø', 'null', ''), { maxLength: 3 }),
  json: fc.constantFrom({ occupied: true }, { place: 'Ø 1', n: [1, null] }, {}),
  at: fc.constantFrom(...instants, ...farOff),
  day: fc.constantFrom('2024-02-29', '1900-01-01'),
  ids: fc.array(fc.integer(), { maxLength: 3 }),
  exact: fc.constantFrom('1.50', '-0.0000001', '123456789012345678901234567890'),
  real: fc.constantFrom(0.1, -1e300, 42),
}
/** Some of its columns; the others are null. */
const row = fc.record(values, { requiredKeys: [] })

test('a row is read as the package reads it, and as a query does, whatever stands in it', async () => {
  let last = 0
  await fc.assert(
    fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 8 }), async (rows) => {
      const first = last + 1
      const read = agree(
        await commit(
          ...rows.map((one): Statement => {
            const names = ['id', ...Object.keys(one)]
            const marks = names.map((_, index) => `$${index + 1}`)
            return [
              `insert into odd (${names.join()}) values (${marks.join()})`,
              [++last, ...Object.values(one)],
            ]
          }),
        ),
      )
      const asked = await fresh.database.rows('select * from odd where id >= $1 order by id', [first])
      expect(read.flatMap((one) => (one?.kind === 'set' ? [one.row] : []))).toEqual(asked)
    }),
    { numRuns: 40 },
  )
})

test('what becomes of a row is read as the package reads it: large columns that stay, other keys, ends', async () => {
  const large = `(select string_agg(md5(n::text), '') from generate_series(1, 1000) n)`
  const [, stays, moved, gone, emptied] = agree(
    await commit(
      [`insert into odd (id, text) values (-1, ${large})`],
      [`update odd set whole = 7 where id = -1`],
      [`update odd set id = -2 where id = -1`],
      [`delete from odd where id = -2`],
      [`truncate odd`],
    ),
  ).filter((one) => one !== undefined)
  expect(stays).toMatchObject({ kind: 'set', row: { id: -1, whole: 7, text: undefined } })
  expect(moved).toMatchObject({ kind: 'set', oldKey: { id: -1 }, row: { id: -2 } })
  expect(gone).toEqual({ kind: 'gone', table: 'odd', key: { id: -2 } })
  expect(emptied).toEqual({ kind: 'truncate', tables: ['odd'] })
})

test('whole old rows are read as the package reads them, and fill in what did not change', async () => {
  await fresh.database.rows(`alter table odd replica identity full`)
  const large = `(select string_agg(md5(n::text), '') from generate_series(1, 1000) n)`
  const [, changed] = agree(
    await commit(
      [`insert into odd (id, text) values (-1, ${large})`],
      [`update odd set whole = 7 where id = -1`],
      [`delete from odd`],
    ),
  ).filter((one) => one !== undefined)
  expect(changed).toMatchObject({ oldKey: { id: -1, whole: null }, row: { whole: 7 } })
  await fresh.database.rows(`alter table odd replica identity default`)
})

test('of a table nobody holds nothing is read', async () => {
  const messages = await commit(
    [`insert into strange values (1)`],
    [`delete from strange`],
    [`truncate strange, odd`],
  )
  expect(messages.map(({ ours }) => ours).filter((one) => one !== undefined)).toEqual([
    { kind: 'truncate', tables: ['odd'] },
  ])
})

test('what is none of the protocol is refused, not guessed', () => {
  const unheard = () => new PgoutputReader(() => true)
  expect(() => unheard().read(Buffer.from('Z'))).toThrow('a message of kind 90')
  expect(() => unheard().read(Buffer.from([0x49, 0, 0, 0, 7, 0x4e, 0, 0]))).toThrow(
    'relation 7 was not announced',
  )
})
