/**
 * The operational rows of the database in memory, moved forward a whole transaction at a time. What `was` and what is
 * now: the log alone cannot say (an UPDATE carries no old row, a DELETE only the key), so the mirror fills it in.
 */
import type { Instant, Lsn } from '../../schema/terms.ts'
import { tableNames, tables, type Around, type TableName, type Tables, type TableSpec } from './tables.ts'
import type { LogChange, LogRow, Transaction } from './transactions.ts'

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

const none: ReadonlySet<never> = new Set()

class HeldTable<R extends object> implements MirrorTable<R> {
  readonly spec: TableSpec<R>
  readonly #rows = new Map<string, R>()
  readonly #lookups: Map<string, Map<unknown, Set<R>>>
  /** The highest key ever seen, of a table of which only the newest rows are held. */
  #highest = 0
  /** Up to this key all rows are gone. */
  #swept = 0

  constructor(spec: TableSpec<R>) {
    this.spec = spec
    this.#lookups = new Map(spec.lookups.map((column) => [column, new Map<unknown, Set<R>>()]))
  }

  get size(): number {
    return this.#rows.size
  }
  get(key: string | number): R | undefined {
    return this.#rows.get(String(key))
  }
  all(): IterableIterator<R> {
    return this.#rows.values()
  }
  entries(): IterableIterator<[string, R]> {
    return this.#rows.entries()
  }
  where(column: keyof R & string, value: unknown): Iterable<R> {
    const lookup = this.#lookups.get(column)
    if (!lookup) throw new Error(`no lookup by ${column}`)
    return lookup.get(value) ?? none
  }
  keyOf(row: R | LogRow): string {
    return this.spec.key.map((column) => String((row as Record<string, unknown>)[column])).join('/') // columns by name, whichever table
  }
  /** Takes note of a row, held or not. @returns whether it is one of the newest, as far as that matters here. */
  isNew(key: string): boolean {
    if (this.spec.newest === undefined) return true
    this.#highest = Math.max(this.#highest, Number(key))
    return Number(key) > this.#highest - this.spec.newest
  }
  /** The rows that were among the newest and no longer are; each is asked for once, so that a flood stays cheap. */
  surplus(): string[] {
    if (this.spec.newest === undefined) return []
    const [from, to] = [this.#swept, this.#highest - this.spec.newest]
    this.#swept = Math.max(from, to)
    if (to - from > this.#rows.size) return [...this.#rows.keys()].filter((key) => Number(key) <= to)
    const steps = Array.from({ length: Math.max(0, to - from) }, (_, i) => String(from + 1 + i))
    return steps.filter((key) => this.#rows.has(key))
  }
  put(key: string, row: R): void {
    this.remove(key)
    this.#rows.set(key, row)
    for (const [column, lookup] of this.#lookups) {
      const value = row[column as keyof R] // the lookups' names come from the spec
      const rows = lookup.get(value)
      if (rows) rows.add(row)
      else lookup.set(value, new Set([row]))
    }
  }
  remove(key: string): void {
    const row = this.#rows.get(key)
    if (row === undefined) return
    this.#rows.delete(key)
    for (const [column, lookup] of this.#lookups) {
      const value = row[column as keyof R]
      const rows = lookup.get(value)
      rows?.delete(row)
      if (rows?.size === 0) lookup.delete(value)
    }
  }
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
      table.put(key, row)
    }
  }

  /**
   * Applies a whole transaction.
   * @returns what became of each row that boards may care for; when the clock passes a minute, also what grew too old.
   */
  apply(transaction: Transaction): Change[] {
    const changes = transaction.changes.flatMap((change) => this.#change(change))
    this.lsn = transaction.lsn
    const newMinute = changes.some(
      (change) => change.table === 'clock' && minuteOf(change.was?.at) !== minuteOf(change.row?.at),
    )
    return newMinute ? [...changes, ...this.#forget()] : changes
  }

  #change(change: LogChange): Change[] {
    const table = this.#tableNamed(change.table)
    if (!table) return [] // published by someone for a purpose of theirs
    switch (change.kind) {
      case 'set': {
        const oldKey = change.oldKey && table.keyOf(change.oldKey)
        const moved = oldKey !== undefined && oldKey !== table.keyOf(change.row)
        return [
          ...(moved ? this.#take(change.table, oldKey) : []),
          ...this.#put(change.table, table, change.row),
        ]
      }
      case 'gone':
        return this.#take(change.table, table.keyOf(change.key))
      case 'emptied':
        return [...table.entries()].flatMap(([key]) => this.#take(change.table, key))
    }
  }

  #put(name: string, table: HeldTable<object>, fromLog: LogRow): Change[] {
    const key = table.keyOf(fromLog)
    const was = table.get(key)
    const row = filled(fromLog, was)
    // Held is exactly what a server that starts now would load, so that all servers show the same.
    if (!table.isNew(key) || !table.spec.keep(row, this.view.now, this.#around)) return this.#take(name, key)
    table.put(key, row)
    const change = { table: name, key, was, row } as Change // name, was and row belong together: they came from one table
    return [change, ...table.surplus().flatMap((old) => this.#take(name, old))]
  }

  #take(name: string, key: string): Change[] {
    const table = this.#tableNamed(name)
    const was = table?.get(key)
    if (!table || was === undefined) return []
    table.remove(key)
    return [{ table: name, key, was, row: undefined } as Change] // as above
  }

  /** Rows that are no longer operational leave. */
  #forget(): Change[] {
    return tableNames.flatMap((name) => {
      const table = this.#tableNamed(name)
      const old = [...(table?.entries() ?? [])].filter(
        ([, row]) => !table?.spec.keep(row, this.view.now, this.#around),
      )
      return old.flatMap(([key]) => this.#take(name, key))
    })
  }

  readonly #around: Around = {
    hasEncounterOf: (patient_id) => !isEmpty(this.#held.encounter.where('patient_id', patient_id)),
  }

  /** A table by a name from the log; its rows are known only to be of that table. */
  #tableNamed(name: string): HeldTable<object> | undefined {
    return (this.#held as unknown as Record<string, HeldTable<object> | undefined>)[name]
  }
}

const minuteOf = (at: Instant | undefined): string | undefined => at?.slice(0, 16)

function isEmpty(rows: Iterable<unknown>): boolean {
  for (const _ of rows) return false
  return true
}

/** The row with its unchanged large columns put in from what it was. */
function filled(row: LogRow, was: object | undefined): object {
  const whole: LogRow = { ...row }
  for (const column in whole) {
    if (whole[column] === undefined) whole[column] = (was as LogRow | undefined)?.[column]
  }
  return whole
}
