import { instantOf } from '../instants.ts'
import { lastResumed } from '../jobs/pauses.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockJob, refuseBefore, stepsOf } from './lock-job.ts'

/** Brought where it belongs. Without a start, both at one instant. A pause ends with it. */
export const finish: Verb<'porters/finish'> = async (tx, input, { by, now }) => {
  const job = await lockJob(tx, input.porter_job_id)
  const steps = [...stepsOf(job), await lastResumed(tx, job)]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(job, at, steps)
  await tx.rows(
    `update porter_job set started_at = coalesce(started_at, $2), started_by = coalesce(started_by, $3),
            finished_at = $2, finished_by = $3 where porter_job_id = $1`,
    [job.porter_job_id, at, by.who],
  )
  return doneTo(job)
}
