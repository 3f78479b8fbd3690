/** One table of the mirror: its rows, found by key and by the columns boards look them up by, and when they grow too old. */
import type { Instant } from '../../schema/terms.ts'
import type { MirrorTable } from './mirror.ts'
import { FOREVER, type TableSpec } from './tables.ts'
import { Timetable } from './timetable.ts'
import type { LogRow } from './transactions.ts'

const none: ReadonlySet<never> = new Set()

export class HeldTable<R extends object> implements MirrorTable<R> {
  readonly spec: TableSpec<R>
  readonly #rows = new Map<string, R>()
  /** By column and value, then by key: a row that is written and stays where it is costs one step. */
  readonly #lookups: Map<string, Map<unknown, Map<string, R>>>
  readonly #timetable = new Timetable()
  /** The highest key ever seen, of a table of which only the newest rows are held. */
  #highest = 0
  /** Up to this key all rows are gone. */
  #swept = 0

  constructor(spec: TableSpec<R>) {
    this.spec = spec
    this.#lookups = new Map(spec.lookups.map((column) => [column, new Map<unknown, Map<string, R>>()]))
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
    return lookup.get(value)?.values() ?? none
  }
  keyOf(row: R | LogRow): string {
    const { key } = this.spec
    let text = ''
    for (const column of key) text += `${text && '/'}${String((row as Record<string, unknown>)[column])}` // columns by name, whichever table
    return text
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
  /** @param was what is held by that key until now. */
  put(key: string, row: R, was: R | undefined): void {
    this.#rows.set(key, row)
    for (const [column, lookup] of this.#lookups) {
      const value = row[column as keyof R] // the lookups' names come from the spec
      if (was !== undefined && was[column as keyof R] !== value) lose(lookup, was[column as keyof R], key)
      const rows = lookup.get(value)
      if (rows) rows.set(key, row)
      else lookup.set(value, new Map([[key, row]]))
    }
    const until = this.spec.until(row)
    if (until !== FOREVER) this.#timetable.set(key, until)
  }
  remove(key: string): void {
    const row = this.#rows.get(key)
    if (row === undefined) return
    this.#rows.delete(key)
    for (const [column, lookup] of this.#lookups) lose(lookup, row[column as keyof R], key)
  }
  /** A row is to be among those that are `due` next time. */
  lookAgainAt(key: string, row: R, at: Instant = this.spec.until(row)): void {
    if (at !== FOREVER) this.#timetable.set(key, at)
  }
  /** Rows that may have grown too old by now. Who stays must be looked at again. */
  *due(now: Instant): Generator<[string, R]> {
    for (const key of this.#timetable.due(now)) {
      const row = this.#rows.get(key)
      if (row !== undefined) yield [key, row]
    }
  }
}

function lose<R>(lookup: Map<unknown, Map<string, R>>, value: unknown, key: string): void {
  const rows = lookup.get(value)
  rows?.delete(key)
  if (rows?.size === 0) lookup.delete(value)
}
