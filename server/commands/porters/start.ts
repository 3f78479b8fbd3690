import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockJob, refuseBefore, stepsOf } from './lock-job.ts'

/** The porter is on the way, and has the job from then on. The second to begin is told who was first. */
export const start: Verb<'porters/start'> = async (tx, input, { by, now }) => {
  const job = await lockJob(tx, input.porter_job_id)
  if (job.started_at !== null) {
    throw new Refused(
      'already-done',
      `${job.started_by ?? ''} has been on the ${job.what} since ${onTheClock(job.started_at, job.time_zone)}.`,
      { porter_job_id: job.porter_job_id, by: job.started_by, since: job.started_at },
    )
  }
  const at = instantOf(input.at, now, { after: stepsOf(job) })
  refuseBefore(job, at, stepsOf(job))
  await tx.rows(
    `update porter_job set started_at = $2, started_by = $3,
            assigned_at = case when assigned_to = $3 then assigned_at else $2 end, assigned_to = $3
      where porter_job_id = $1`,
    [job.porter_job_id, at, by.who],
  )
  return doneTo(job)
}
