/** Somebody beside the screens who must hear of the rows of one table, on every server. */
import type { FeedListener } from './feed.ts'
import type { ChangeOf } from './mirror.ts'
import type { TableName, Tables } from './tables.ts'

export interface Hears<T extends TableName> {
  /** The log begins anew: what was said while it was lost is not said again. */
  anew(): void
  stands(row: Tables[T]): void
  /** It left the mirror: deleted, or over (what it was last may not say so yet). */
  gone(was: Tables[T]): void
}

/** The listener, and one who hears of a table. */
export function hearing<T extends TableName>(
  listener: FeedListener,
  table: T,
  hears: Hears<T>,
): FeedListener {
  return {
    pictured(picture) {
      listener.pictured(picture)
      hears.anew()
    },
    changed(step) {
      listener.changed(step)
      for (const change of step.changes) {
        if (change.table !== table) continue
        const { was, row } = change as ChangeOf<T> // of this table, which the union's type cannot carry through T
        if (row) hears.stands(row)
        else if (was) hears.gone(was)
      }
    },
    reached: (lsn) => listener.reached(lsn),
    lost: () => listener.lost(),
  }
}
