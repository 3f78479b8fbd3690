/** What a screen holds of one board, moved by nothing but the rule of schema/wire.ts. */
import type { Lsn } from '../../schema/terms.ts'
import type { OpenAnswer } from '../../schema/wire.ts'

export interface KeyedRow {
  key: string
}

/** What any answer and any delta have in common, whatever the board. */
type Opened =
  | { lsn: Lsn; rows: readonly KeyedRow[]; totals: unknown }
  | { lsn: Lsn; set: readonly KeyedRow[]; gone: readonly string[]; totals: unknown }
interface Moved {
  from: Lsn
  to: Lsn
  set: readonly KeyedRow[]
  gone: readonly string[]
  totals?: unknown
}

export class Held {
  lsn: Lsn | undefined
  totals: unknown
  rows = new Map<string, KeyedRow>()

  /** Takes the answer to `board:open`. */
  opened(answer: Opened): void {
    if ('rows' in answer) {
      this.rows = new Map(answer.rows.map((row) => [row.key, row]))
    } else this.#change(answer)
    this.totals = answer.totals
    this.lsn = answer.lsn
  }

  /** @returns what the rule says of this delta; `reopen`: it does not fit on what is held. */
  take(delta: Moved): 'applied' | 'dropped' | 'reopen' {
    if (this.lsn === undefined) return 'reopen'
    if (delta.to <= this.lsn) return 'dropped'
    if (this.lsn < delta.from) return 'reopen'
    this.#change(delta)
    if (delta.totals !== undefined) this.totals = delta.totals
    this.lsn = delta.to
    return 'applied'
  }

  /** All that is seen, in an order of its own. */
  get picture(): { rows: Record<string, unknown>; totals: unknown } {
    const keys = [...this.rows.keys()].sort()
    return { rows: Object.fromEntries(keys.map((key) => [key, this.rows.get(key)])), totals: this.totals }
  }

  #change({ set, gone }: { set: readonly KeyedRow[]; gone: readonly string[] }): void {
    for (const key of gone) this.rows.delete(key)
    for (const row of set) this.rows.set(row.key, row)
  }
}

/** An answer that is no refusal. */
export type Accepted = Extract<OpenAnswer, { ok: true }>
