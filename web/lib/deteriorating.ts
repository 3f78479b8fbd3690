/** Who is getting worse, gravest first, and who is to be observed next. Pure. */
import type { ObservationRow } from '../../schema/boards/observations.ts'

/** By score, then by who has been so for longest. */
export const deteriorating = (rows: Iterable<ObservationRow>): ObservationRow[] =>
  [...rows]
    .filter(({ alarms }) => alarms.length > 0)
    .sort(
      (a, b) =>
        (b.score ?? 0) - (a.score ?? 0) ||
        (a.alarm_since ?? '').localeCompare(b.alarm_since ?? '') ||
        Number(a.key) - Number(b.key),
    )

/** By what is due next; those for whom no clock runs last, by their beds. */
export const byDue = (rows: Iterable<ObservationRow>): ObservationRow[] =>
  [...rows].sort((a, b) => {
    if (a.due_at !== null && b.due_at !== null && a.due_at !== b.due_at) return a.due_at < b.due_at ? -1 : 1
    if ((a.due_at === null) !== (b.due_at === null)) return a.due_at === null ? 1 : -1
    return (
      (a.bed ?? '').localeCompare(b.bed ?? '', undefined, { numeric: true }) || Number(a.key) - Number(b.key)
    )
  })
