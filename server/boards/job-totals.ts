/** How many jobs are at what, and how many were asked for properly. DEFINITIONS section 2. */
import type { JobRow, JobTotals } from '../../schema/boards/jobs.ts'

export function jobTotalsOf(rows: Iterable<JobRow>): JobTotals {
  const cleaning = none()
  const porter = none()
  let foundClean = 0
  for (const row of rows) {
    count(row.kind === 'cleaning' ? cleaning : porter, row)
    if (row.found_clean) foundClean += 1
  }
  const done = cleaning.done_today
  return {
    cleaning: {
      ...cleaning,
      found_clean: foundClean,
      compliance: done === 0 ? null : Math.round((1000 * (done - foundClean)) / done) / 10,
    },
    porter,
  }
}

type Counts = JobTotals['porter']

const none = (): Counts => ({
  to_check: 0,
  left: 0,
  waiting: 0,
  under_way: 0,
  paused: 0,
  late_response: 0,
  late_work: 0,
  done_today: 0,
})

const nameOf = {
  'to-check': 'to_check',
  left: 'left',
  waiting: 'waiting',
  'under-way': 'under_way',
  paused: 'paused',
  done: 'done_today',
} as const satisfies Record<JobRow['stage'], keyof Counts>

function count(counts: Counts, { stage, late }: JobRow): void {
  counts[nameOf[stage]] += 1
  if (late && stage === 'waiting') counts.late_response += 1
  if (late && stage === 'under-way') counts.late_work += 1
}
