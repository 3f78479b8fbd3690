/** What a row of the record is proved by. Pure. */
import { createHash } from 'node:crypto'

/** A row of `audit`, each column as the text Postgres has for it (UTC, ISO), so that it reads alike wherever it is read. */
export interface Link {
  audit_id: number
  at: string
  kind: string
  source_id: string
  who: string
  person_id: string | null
  token_id: string | null
  screen_id: string | null
  what: string
  refused: string | null
  site: string | null
  unit: string | null
  patient_ids: string
  emergency_id: string | null
  details: string
  /** SHA-256, in hex, of what it tells of. */
  source: string
}

export interface Sealed extends Link {
  hash: string
}

/** Where a chain ends: whoever keeps this elsewhere can tell whether it was cut. */
export interface Head {
  audit_id: number
  hash: string
}

/** Before the first. */
export const NOTHING: Head = { audit_id: 0, hash: '0'.repeat(64) }

/** The order is part of the proof: it is written out, and never changed. */
const written = (link: Link): string =>
  JSON.stringify([
    ...[link.audit_id, link.at, link.kind, link.source_id, link.who],
    ...[link.person_id, link.token_id, link.screen_id, link.what, link.refused],
    ...[link.site, link.unit, link.patient_ids, link.emergency_id, link.details, link.source],
  ])

export const hashAfter = (before: string, link: Link): string =>
  createHash('sha256').update(before).update('\n').update(written(link)).digest('hex')

/** The rows, numbered on from a head and sealed one to the other. */
export function sealedAfter(head: Head, rows: readonly Omit<Link, 'audit_id'>[]): Sealed[] {
  let { audit_id, hash } = head
  return rows.map((row) => {
    const link = { ...row, audit_id: ++audit_id }
    hash = hashAfter(hash, link)
    return { ...link, hash }
  })
}

/** What is wrong with the next row, as a sentence; undefined: nothing. */
export function broken(head: Head, row: Sealed): string | undefined {
  const due = head.audit_id + 1
  if (row.audit_id !== due)
    return `row ${due} is missing${row.audit_id === due + 1 ? '' : `, and all up to ${row.audit_id - 1}`}`
  if (hashAfter(head.hash, row) !== row.hash) return `row ${due} is not what was sealed`
  return undefined
}
