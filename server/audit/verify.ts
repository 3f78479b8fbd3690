/** Walks the chain from its beginning, and says the first thing that is wrong with it. */
import pg from 'pg'
import { SESSION_OPTIONS } from '../database/pool.ts'
import '../database/types.ts'
import { broken, NOTHING, type Head, type Sealed } from './chain.ts'
import type { Noted } from './heads.ts'
import { AS_TEXT, sourceHashSql, sourceNames, type SourceName } from './sources.ts'

const PAGE = 2000

export interface Verified {
  head: Head
  /** The first that is wrong, as a sentence; undefined: nothing is. */
  wrong: string | undefined
}

/** Of a row of the chain and of what it tells of. */
type Row = Sealed & { at: string }

/**
 * @param url read in one snapshot: what is sealed meanwhile is not looked at
 * @param heads as they were noted outside of the database
 */
export async function verify(url: string, heads: readonly Noted[] = []): Promise<Verified> {
  const client = new pg.Client({
    connectionString: url,
    options: `${SESSION_OPTIONS} -c statement_timeout=0`,
    application_name: 'wardroom audit',
  })
  client.on('error', () => undefined) // the query under way fails, and that is heard
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    return await walked(client, heads)
  } finally {
    await client.end().catch(() => undefined) // it may be broken already
  }
}

async function walked(client: pg.Client, heads: readonly Noted[]): Promise<Verified> {
  const outside = new Map<number, Noted[]>()
  for (const head of heads) outside.set(head.audit_id, [...(outside.get(head.audit_id) ?? []), head])
  let head = NOTHING
  for (;;) {
    const rows = await pageAfter(client, head.audit_id)
    const now = await sourcesOf(client, rows)
    for (const row of rows) {
      const wrong = broken(head, row) ?? differs(row, now) ?? otherwise(row, outside.get(row.audit_id))
      if (wrong !== undefined) return { head, wrong }
      head = { audit_id: row.audit_id, hash: row.hash }
    }
    if (rows.length < PAGE) return { head, wrong: cut(head, heads) }
  }
}

async function pageAfter(client: pg.Client, audit_id: number): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `select audit_id, ${AS_TEXT}, encode(x.source, 'hex') as source, encode(x.hash, 'hex') as hash
       from audit x where audit_id > $1 order by audit_id limit $2`,
    [audit_id, PAGE],
  )
  return rows
}

const keyOf = (kind: string, id: string): string => `${kind} ${id}`

/** What the rows of the chain tell of, as it stands now: its hash by kind and number. */
async function sourcesOf(client: pg.Client, rows: readonly Row[]): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>()
  for (const name of sourceNames) {
    const ids = rows.filter(({ kind }) => kind === name).map(({ source_id }) => source_id)
    if (ids.length === 0) continue
    const { rows: now } = await client.query<{ source_id: number; source: string }>(sourceHashSql(name), [
      ids,
    ])
    for (const { source_id, source } of now) found.set(keyOf(name, String(source_id)), source)
  }
  return found
}

const TABLE: Readonly<Record<SourceName, string>> = {
  act: 'act',
  look: 'look',
  'sign-in': 'sign_in',
  'sign-out': 'session',
}

function differs(row: Row, now: ReadonlyMap<string, string>): string | undefined {
  const source = now.get(keyOf(row.kind, row.source_id))
  if (source === row.source) return undefined
  const table = TABLE[row.kind as SourceName] // the constraint on the column allows no other
  const what = `${table} ${row.source_id}, of which row ${row.audit_id} tells (${row.what}, ${row.who}, ${row.at}),`
  return source === undefined ? `${what} is gone` : `${what} is not what it was`
}

function otherwise(row: Row, heads: readonly Noted[] = []): string | undefined {
  const other = heads.find(({ hash }) => hash !== row.hash)
  return (
    other &&
    `row ${row.audit_id} is another than was noted outside at ${other.at}: all of the chain was written anew, or this is an old copy that went on`
  )
}

function cut({ audit_id }: Head, heads: readonly Noted[]): string | undefined {
  const first = heads.find((head) => head.audit_id > audit_id)
  return (
    first &&
    `the chain ends at row ${audit_id}, and reached ${first.audit_id} at ${first.at}: its tail was cut, or this is an old copy`
  )
}
