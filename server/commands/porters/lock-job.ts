/** A porter job, locked before anything is decided about it. */
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Done } from '../verb.ts'

export interface PorterJob {
  porter_job_id: number
  site: string
  time_zone: string
  encounter_id: number | null
  from_bed_id: number | null
  to_bed_id: number | null
  /** In words: "porter job 4W-12 to ED". */
  what: string
  priority: string
  asked_at: Instant
  assigned_to: string | null
  assigned_at: Instant | null
  started_at: Instant | null
  started_by: string | null
  /** Since when it is paused; null: it is not. */
  paused_at: Instant | null
}

/** The job, locked, still open. @throws Refused `not-found`; `already-done` or `wrong-state` with how it ended */
export async function lockJob(tx: Tx, id: number): Promise<PorterJob> {
  await tx.rows('select 1 from porter_job where porter_job_id = $1 for no key update', [id])
  const job = await tx.row<Omit<PorterJob, 'what'> & Row>(JOB, [id])
  if (!job) throw new Refused('not-found', `There is no porter job ${id}.`, { porter_job_id: id })
  const { from_place, to_place, finished_at, finished_by, cancelled_at, cancelled_why, ...open } = job
  const what = `porter job ${from_place} to ${to_place}`
  if (finished_at !== null) {
    throw new Refused(
      'already-done',
      `The ${what} was finished by ${finished_by ?? ''} at ${onTheClock(finished_at, job.time_zone)}.`,
      { porter_job_id: id, by: finished_by, since: finished_at },
    )
  }
  if (cancelled_at !== null) {
    throw new Refused(
      'wrong-state',
      `The ${what} was called off at ${onTheClock(cancelled_at, job.time_zone)}: ${cancelled_why ?? ''}`,
      { porter_job_id: id, since: cancelled_at },
    )
  }
  return { ...open, what }
}

interface Row {
  from_place: string
  to_place: string
  finished_at: Instant | null
  finished_by: string | null
  cancelled_at: Instant | null
  cancelled_why: string | null
}

const JOB = `
  select j.porter_job_id, j.site, s.time_zone, j.encounter_id, j.from_bed_id, j.to_bed_id, j.priority, j.asked_at,
         j.assigned_to, j.assigned_at, j.started_at, j.started_by, j.finished_at, j.finished_by, j.cancelled_at,
         j.cancelled_why, coalesce(fb.code, fu.code) as from_place, coalesce(tb.code, tu.code) as to_place,
         (select began_at from pause p where p.porter_job_id = j.porter_job_id and p.ended_at is null) as paused_at
    from porter_job j
    join site s using (site)
    join unit fu on fu.unit_id = j.from_unit_id
    join unit tu on tu.unit_id = j.to_unit_id
    left join bed fb on fb.bed_id = j.from_bed_id
    left join bed tb on tb.bed_id = j.to_bed_id
   where j.porter_job_id = $1`

/** Every instant on record of a job: what comes next comes after them. */
export const stepsOf = ({ asked_at, started_at, paused_at }: PorterJob): (Instant | null)[] => [
  asked_at,
  started_at,
  paused_at,
]

/** @throws Refused `out-of-order` when `at` lies before one of the steps it follows */
export function refuseBefore(job: PorterJob, at: Instant, steps: readonly (Instant | null)[]): void {
  const step = steps.find((known) => known !== null && at < known)
  if (step == null) return
  throw new Refused(
    'out-of-order',
    `The ${job.what}: this cannot have happened before ${onTheClock(step, job.time_zone)}.`,
    { porter_job_id: job.porter_job_id, after: step },
  )
}

/** What a verb says it did to a job. */
export const doneTo = (job: PorterJob): Done<{ porter_job_id: number }> => ({
  result: { porter_job_id: job.porter_job_id },
  site: job.site,
  beds: [job.from_bed_id, job.to_bed_id].filter((id) => id !== null),
  encounters: job.encounter_id === null ? [] : [job.encounter_id],
})
