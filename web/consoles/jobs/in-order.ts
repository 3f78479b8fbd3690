/** Which job comes first. Pure. */
import type { JobRow } from '../../../schema/boards/jobs.ts'

const hurry = { stat: 0, next: 1, routine: 2 } as const
const nearness = {
  'under-way': 0,
  paused: 1,
  waiting: 2,
  left: 3,
  'to-check': 4,
  done: 5,
} as const satisfies Record<JobRow['stage'], number>

/** Since when a job has waited for what comes next [an instant]. */
export const sinceOf = (row: JobRow): string =>
  row.finished_at ?? row.paused_since ?? row.started_at ?? row.asked_at ?? row.vacated_at ?? ''

/** A bed somebody waits for is next, whatever was said when it was asked for. */
export const hurryOf = (row: JobRow): JobRow['priority'] =>
  row.priority === 'routine' && row.next_since !== null ? 'next' : row.priority

/** What is in hand, then what is in a hurry, then what has waited longest; done last, the latest first. */
export function inOrder(rows: Iterable<JobRow>): JobRow[] {
  return [...rows].sort((a, b) => {
    if (a.stage === 'done' && b.stage === 'done') return sinceOf(a) < sinceOf(b) ? 1 : -1
    return (
      nearness[a.stage] - nearness[b.stage] ||
      hurry[hurryOf(a)] - hurry[hurryOf(b)] ||
      (sinceOf(a) < sinceOf(b) ? -1 : 1)
    )
  })
}
