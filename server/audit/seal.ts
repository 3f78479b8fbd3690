/**
 * Seals what has come to be on record since the last time: each row of the chain is made of the one before it, so there is
 * one who writes it, in batches, behind what happens. A command's commit waits for none of this (docs/decisions/0019).
 */
import type { Database, Tx } from '../database/pool.ts'
import { NOTHING, sealedAfter, type Head, type Link, type Sealed } from './chain.ts'
import { sourceNames, unsealedSql, type SourceName } from './sources.ts'

/** Any number, the same in every Wardroom: two who seal do so one after the other. */
const LOCK = 7_249_016
const AT_MOST = 500

/** Up to where, of each source, all is sealed for certain. */
export type Marks = Readonly<Record<SourceName, number>>
export const FROM_THE_START: Marks = { act: -1, look: -1, 'sign-in': -1, 'sign-out': -1 }

export interface Round {
  head: Head
  sealed: number
  /** There is more than one round takes. */
  more: boolean
  /** The highest mark of each source that is sealed now. Lower ones may still come: of transactions that take longer. */
  marks: Marks
}

type Row = Omit<Link, 'audit_id'> & { mark: number }

export async function headOf(tx: Tx): Promise<Head> {
  const last = await tx.row<Head>(
    `select audit_id, encode(hash, 'hex') as hash from audit order by audit_id desc limit 1`,
  )
  return last ?? NOTHING
}

/** One batch, in a transaction of its own. @param from below these, nothing is looked for */
export async function seal(database: Database, from: Marks = FROM_THE_START): Promise<Round> {
  const { value } = await database.transaction(async (tx) => {
    await tx.rows('select pg_advisory_xact_lock($1)', [LOCK])
    const before = await headOf(tx)
    const marks = { ...from }
    const found: Row[] = []
    let more = false
    for (const name of sourceNames) {
      const rows = await tx.rows<Row>(unsealedSql(name), [from[name], AT_MOST])
      more ||= rows.length === AT_MOST
      marks[name] = rows.reduce((most, { mark }) => Math.max(most, mark), marks[name])
      found.push(...rows)
    }
    const links = sealedAfter(
      before,
      found.sort(order).map(({ mark: _, ...link }) => link),
    )
    await write(tx, links)
    const last = links.at(-1)
    const head = last ? { audit_id: last.audit_id, hash: last.hash } : before
    return { head, sealed: links.length, more, marks }
  })
  return value
}

async function write(tx: Tx, links: readonly Sealed[]): Promise<void> {
  if (links.length === 0) return
  await tx.rows(
    `insert into audit (audit_id, at, kind, source_id, who, person_id, token_id, screen_id, what, refused, site, unit,
                        patient_ids, emergency_id, details, source, hash)
     select audit_id, at, kind, source_id, who, person_id, token_id, screen_id, what, refused, site, unit,
            patient_ids::bigint[], emergency_id, details::jsonb, decode(source, 'hex'), decode(hash, 'hex')
       from jsonb_to_recordset($1) as x (audit_id bigint, at timestamptz, kind text, source_id bigint, who text, person_id bigint,
            token_id bigint, screen_id bigint, what text, refused text, site text, unit text, patient_ids text,
            emergency_id bigint, details text, source text, hash text)`,
    [JSON.stringify(links)],
  )
}

/** By time, and what has one time by number: "2026-11-24 19:33:09.12+00" compares as text to the second, which is enough here. */
const order = (a: Row, b: Row): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : a.mark - b.mark)
