/** How many jobs are at what, and how many were asked for properly. DEFINITIONS section 2. */
import type { JobRow, JobTotals } from '../../schema/boards/jobs.ts'
import type { Sums, Tally } from './tally.ts'

export const jobTally = ({ kind, stage, late, found_clean }: JobRow): Tally => ({
  [kind]: {
    [nameOf[stage]]: true,
    late_response: late && stage === 'waiting',
    late_work: late && stage === 'under-way',
    found_clean,
  },
})

export function jobTotals(sums: Sums): JobTotals {
  const cleaning = sums.under('cleaning')
  const [done, found_clean] = [cleaning.of('done_today'), cleaning.of('found_clean')]
  const compliance = done === 0 ? null : Math.round((1000 * (done - found_clean)) / done) / 10
  return {
    cleaning: { ...countsIn(cleaning), found_clean, compliance },
    porter: countsIn(sums.under('porter')),
  }
}

type Counts = JobTotals['porter']

const countsIn = (sums: Sums): Counts => ({
  to_check: sums.of('to_check'),
  left: sums.of('left'),
  waiting: sums.of('waiting'),
  under_way: sums.of('under_way'),
  paused: sums.of('paused'),
  late_response: sums.of('late_response'),
  late_work: sums.of('late_work'),
  done_today: sums.of('done_today'),
})

const nameOf = {
  'to-check': 'to_check',
  left: 'left',
  waiting: 'waiting',
  'under-way': 'under_way',
  paused: 'paused',
  done: 'done_today',
} as const satisfies Record<JobRow['stage'], keyof Counts>
