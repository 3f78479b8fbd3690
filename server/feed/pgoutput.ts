/**
 * Reads what the plugin pgoutput writes: bytes to messages. Postgres documentation, "Logical Replication Message Formats",
 * protocol version 1. Of relations nobody holds nothing is read; of the others each column is read by what was settled when
 * the relation was announced.
 */
import type { Instant, Lsn } from '../../schema/terms.ts'
import { fromBigInt } from './lsn.ts'
import { readerOf, type ReadValue } from './values.ts'

/** A row as the log has it. A column that is undefined was large and did not change (TOAST). */
export type LogRow = Record<string, unknown>

/** A row came to be what it is. */
export interface RowSet {
  kind: 'set'
  table: string
  row: LogRow
  /** The key it had; given when that may have changed. */
  oldKey?: LogRow
  /** Some columns are undefined: what they were must be put in. */
  partial?: true
}
/** A row is no more. By replica identity DEFAULT only its key is told. */
export interface RowGone {
  kind: 'gone'
  table: string
  key: LogRow
}
/** A transaction ended here: the end of its commit record, and when by the database's clock. */
interface Commit {
  kind: 'commit'
  lsn: Lsn
  at: Instant
}
export type LogMessage =
  { kind: 'begin' } | Commit | RowSet | RowGone | { kind: 'truncate'; tables: string[] }

interface Column {
  name: string
  isKey: boolean
  read: ReadValue
}
interface Relation {
  name: string
  columns: readonly Column[]
}

/** Postgres counts microseconds since 2000-01-01. */
const POSTGRES_EPOCH_MS = Date.UTC(2000, 0, 1)
const letter = (one: string): number => one.charCodeAt(0)
const [BEGIN, COMMIT, RELATION] = [letter('B'), letter('C'), letter('R')]
const [INSERT, UPDATE, DELETE, TRUNCATE] = [letter('I'), letter('U'), letter('D'), letter('T')]
const [ORIGIN, TYPE, MESSAGE] = [letter('O'), letter('Y'), letter('M')]
/** What a tuple is: the key of before, the whole row of before (REPLICA IDENTITY FULL), the row now. */
const [OLD_KEY, OLD_ROW, NEW_ROW] = [letter('K'), letter('O'), letter('N')]
/** What a column of a tuple is. (Binary, 'b', comes only when asked for.) */
const [NULL, UNCHANGED, TEXT] = [letter('n'), letter('u'), letter('t')]

export class PgoutputReader {
  readonly #isHeld: (table: string) => boolean
  /** By oid. Undefined: of no interest. */
  readonly #relations = new Map<number, Relation | undefined>()
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  /** Whether the row read last lacks columns. */
  #partial = false

  /** @param isHeld which tables are to be read. */
  constructor(isHeld: (table: string) => boolean) {
    this.#isHeld = isHeld
  }

  /**
   * Reads one message, which begins there.
   * @returns undefined when it says nothing about rows.
   * @throws when it is none of the protocol.
   */
  read(bytes: Buffer, from = 0): LogMessage | undefined {
    this.#bytes = bytes
    this.#at = from + 1
    switch (bytes[from]) {
      case BEGIN:
        return { kind: 'begin' }
      case COMMIT:
        return this.#commit()
      case RELATION:
        this.#announced()
        return undefined
      case INSERT:
        return this.#inserted()
      case UPDATE:
        return this.#updated()
      case DELETE:
        return this.#deleted()
      case TRUNCATE:
        return this.#truncated()
      case ORIGIN:
      case TYPE:
      case MESSAGE:
        return undefined
      default:
        throw new Error(`pgoutput: a message of kind ${String(bytes[from])}`)
    }
  }

  /** Commit: flags (1), position of the commit (8), end of the transaction (8), when (8). */
  #commit(): LogMessage {
    const micros = this.#bytes.readBigInt64BE(this.#at + 17)
    const at = new Date(POSTGRES_EPOCH_MS + Number(micros / 1000n)).toISOString()
    return { kind: 'commit', lsn: fromBigInt(this.#bytes.readBigUInt64BE(this.#at + 9)), at }
  }

  /** Relation: oid (4), namespace, name, replica identity (1), columns (2); each: flags (1; 1: of the key), name, type (4), modifier (4). */
  #announced(): void {
    const oid = this.#int32()
    this.#text() // namespace
    const name = this.#text()
    if (!this.#isHeld(name)) {
      this.#relations.set(oid, undefined)
      return
    }
    this.#at += 1
    const columns: Column[] = []
    for (let left = this.#int16(); left > 0; left--) {
      const isKey = (this.#byte() & 1) === 1
      const column = this.#text()
      columns.push({ name: column, isKey, read: readerOf(this.#int32()) })
      this.#at += 4
    }
    this.#relations.set(oid, { name, columns })
  }

  /** Insert: relation (4), 'N', the row. */
  #inserted(): LogMessage | undefined {
    const relation = this.#relation()
    if (!relation) return undefined
    this.#expect(NEW_ROW)
    return this.#set(relation)
  }

  /** Update: relation (4); 'K' and the old key when it changed, or 'O' and the old row by REPLICA IDENTITY FULL; 'N', the row. */
  #updated(): LogMessage | undefined {
    const relation = this.#relation()
    if (!relation) return undefined
    const first = this.#byte()
    if (first === NEW_ROW) return this.#set(relation)
    const oldKey = this.#old(first, relation)
    this.#expect(NEW_ROW)
    return { ...this.#set(relation, oldKey), oldKey }
  }

  /** The row now. */
  #set(relation: Relation, old?: LogRow): RowSet {
    const row = this.#row(relation, old)
    if (this.#partial) return { kind: 'set', table: relation.name, row, partial: true }
    return { kind: 'set', table: relation.name, row }
  }

  /** Delete: relation (4), 'K' and the key, or 'O' and the row. */
  #deleted(): LogMessage | undefined {
    const relation = this.#relation()
    return relation && { kind: 'gone', table: relation.name, key: this.#old(this.#byte(), relation) }
  }

  /** Truncate: how many relations (4), options (1), each relation (4). */
  #truncated(): LogMessage {
    const tables: string[] = []
    let left = this.#int32()
    this.#at += 1
    for (; left > 0; left--) {
      const relation = this.#relation()
      if (relation) tables.push(relation.name)
    }
    return { kind: 'truncate', tables }
  }

  /** What a row was. Of 'K' only the key is there: the other columns come as null, which they need not have been. */
  #old(kind: number, relation: Relation): LogRow {
    const row = this.#row(relation)
    if (kind === OLD_ROW) return row
    if (kind !== OLD_KEY) throw new Error(`pgoutput: a tuple of kind ${kind}`)
    const key: LogRow = {}
    for (const { name, isKey } of relation.columns) if (isKey) key[name] = row[name]
    return key
  }

  /** TupleData: how many columns (2); each: what it is (1), and if it is text: length (4), the text. */
  #row({ columns }: Relation, old?: LogRow): LogRow {
    const bytes = this.#bytes
    const row: LogRow = {}
    const count = this.#int16()
    let at = this.#at
    this.#partial = false
    for (let index = 0; index < count; index++) {
      const column = columns[index]
      if (column === undefined) throw new Error('pgoutput: a row with more columns than its relation')
      const kind = bytes[at++]
      if (kind === TEXT) {
        const from = at + 4
        const to = from + bytes.readInt32BE(at)
        row[column.name] = column.read(bytes, from, to)
        at = to
      } else if (kind === NULL) row[column.name] = null
      else if (kind === UNCHANGED) {
        row[column.name] = old?.[column.name]
        this.#partial ||= row[column.name] === undefined
      } else throw new Error(`pgoutput: a column of kind ${String(kind)}`)
    }
    this.#at = at
    return row
  }

  #relation(): Relation | undefined {
    const oid = this.#int32()
    const relation = this.#relations.get(oid)
    if (relation === undefined && !this.#relations.has(oid))
      throw new Error(`pgoutput: relation ${oid} was not announced`)
    return relation
  }

  #expect(kind: number): void {
    const found = this.#byte()
    if (found !== kind) throw new Error(`pgoutput: a tuple of kind ${found}`)
  }

  #byte(): number {
    return this.#bytes.readUInt8(this.#at++)
  }
  #int16(): number {
    this.#at += 2
    return this.#bytes.readInt16BE(this.#at - 2)
  }
  #int32(): number {
    this.#at += 4
    return this.#bytes.readInt32BE(this.#at - 4)
  }
  /** Text up to the byte 0. */
  #text(): string {
    const from = this.#at
    const end = this.#bytes.indexOf(0, from)
    this.#at = end + 1
    return this.#bytes.toString('utf8', from, end)
  }
}
