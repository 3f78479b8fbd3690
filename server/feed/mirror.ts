/**
 * The operational rows of the database in memory, moved forward a whole transaction at a time. What `was` and what is
 * now: the log alone cannot say (an UPDATE carries no old row, a DELETE only the key), so the mirror fills it in.
 */
import type { Instant, Lsn } from '../../schema/terms.ts'
import { HeldTable } from './held-table.ts'
import {
  isOperational,
  tableNames,
  tables,
  wholeMinute,
  type Around,
  type TableName,
  type Tables,
  type TableSpec,
} from './tables.ts'
import type { LogChange, LogRow, RowSet, Transaction } from './transactions.ts'

/** What became of one row. Both undefined never happens. */
export type ChangeOf<T extends TableName> = {
  table: T
  key: string
  was: Tables[T] | undefined
  row: Tables[T] | undefined
}
export type Change = { [T in TableName]: ChangeOf<T> }[TableName]

/** One table, read by boards. */
export interface MirrorTable<R> {
  get(key: string | number): R | undefined
  all(): IterableIterator<R>
  /** Rows whose column (one of the table's lookups) has this value. */
  where(column: keyof R & string, value: unknown): Iterable<R>
  readonly size: number
}

/** What boards see of the mirror. */
export type MirrorView = { readonly [T in TableName]: MirrorTable<Tables[T]> } & {
  /** The clock row: the time at this position of the log. */
  readonly now: Instant
}

type Held = { [T in TableName]: HeldTable<Tables[T]> }

export class Mirror {
  /** Up to where the log is in. */
  lsn: Lsn
  readonly view: MirrorView
  readonly #held: Held

  /** @param lsn where the snapshot its rows are loaded from stands in the log. */
  constructor(lsn: Lsn) {
    this.lsn = lsn
    // Each name is mapped to its own table; Object.fromEntries can't carry that in its type.
    this.#held = Object.fromEntries(
      tableNames.map((name) => [name, new HeldTable(tables[name] as TableSpec<Tables[TableName]>)]),
    ) as unknown as Held
    const held = this.#held
    this.view = Object.defineProperty({ ...held } as Held & { now: Instant }, 'now', {
      get: () => held.clock.get('true')?.at ?? new Date(0).toISOString(),
    })
  }

  /** Fills a table before the log is read. */
  load<T extends TableName>(name: T, rows: readonly Tables[T][]): void {
    const table = this.#held[name] as unknown as HeldTable<Tables[T]> // the table of that name
    for (const row of rows) {
      const key = table.keyOf(row)
      table.isNew(key)
      table.put(key, row, table.get(key))
    }
  }

  /**
   * Applies a whole transaction.
   * @returns what became of each row that boards may care for; when the clock passes a minute, also what grew too old.
   */
  apply(transaction: Transaction): Change[] {
    const before = wholeMinute(this.view.now)
    const changes: Change[] = []
    for (const change of transaction.changes) this.#change(change, changes)
    this.lsn = transaction.lsn
    if (wholeMinute(this.view.now) !== before) this.#forget(changes)
    return changes
  }

  #change(change: LogChange, changes: Change[]): void {
    const table = this.#tableNamed(change.table)
    if (!table) return // published by someone for a purpose of theirs
    switch (change.kind) {
      case 'set': {
        const key = table.keyOf(change.row)
        const oldKey = change.oldKey && table.keyOf(change.oldKey)
        if (oldKey !== undefined && oldKey !== key) this.#take(change.table, oldKey, changes)
        this.#put(table, key, change, changes)
        return
      }
      case 'gone':
        this.#take(change.table, table.keyOf(change.key), changes)
        return
      case 'emptied':
        for (const [key] of [...table.entries()]) this.#take(change.table, key, changes)
    }
  }

  #put(table: HeldTable<object>, key: string, set: RowSet, changes: Change[]): void {
    const { table: name } = set
    const was = table.get(key)
    const row = set.partial ? filled(set.row, was) : set.row
    // Held is exactly what a server that starts now would load, so that all servers show the same.
    if (!table.isNew(key) || !isOperational(table.spec, row, this.#around)) {
      this.#take(name, key, changes)
      return
    }
    table.put(key, row, was)
    changes.push({ table: name, key, was, row } as Change) // name, was and row belong together: they came from one table
    for (const old of table.surplus()) this.#take(name, old, changes)
  }

  #take(name: string, key: string, changes: Change[]): void {
    const table = this.#tableNamed(name)
    const was = table?.get(key)
    if (!table || was === undefined) return
    table.remove(key)
    const change = { table: name, key, was, row: undefined } as Change // as above
    changes.push(change)
    // Whose last encounter this was is not needed any more; that is seen to at the next minute.
    if (change.table === 'encounter' && change.was) this.#lookAgainAt(change.was.patient_id)
  }

  #lookAgainAt(patient_id: number): void {
    const patient = this.#held.patient.get(patient_id)
    if (patient) this.#held.patient.lookAgainAt(String(patient_id), patient, wholeMinute(this.view.now))
  }

  /** Rows that are no longer operational leave. */
  #forget(changes: Change[]): void {
    const minute = wholeMinute(this.view.now)
    for (const name of tableNames) {
      const table = this.#tableNamed(name)
      for (const [key, row] of table?.due(minute) ?? []) {
        if (!table || isOperational(table.spec, row, this.#around)) table?.lookAgainAt(key, row)
        else this.#take(name, key, changes)
      }
    }
  }

  readonly #around: Around = {
    minute: () => wholeMinute(this.view.now),
    hasEncounterOf: (patient_id) => !isEmpty(this.#held.encounter.where('patient_id', patient_id)),
  }

  /** A table by a name from the log; its rows are known only to be of that table. */
  #tableNamed(name: string): HeldTable<object> | undefined {
    return (this.#held as unknown as Record<string, HeldTable<object> | undefined>)[name]
  }
}

function isEmpty(rows: Iterable<unknown>): boolean {
  for (const _ of rows) return false
  return true
}

/** The row with its unchanged large columns put in from what it was. */
function filled(row: LogRow, was: object | undefined): object {
  let whole = row
  for (const column in row) {
    if (row[column] !== undefined) continue
    if (whole === row) whole = { ...row }
    whole[column] = (was as LogRow | undefined)?.[column]
  }
  return whole
}
