import { instantOf } from '../instants.ts'
import { endPause } from '../jobs/pauses.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockJob, refuseBefore, stepsOf } from './lock-job.ts'

/** A porter job goes on. */
export const resume: Verb<'porters/resume'> = async (tx, input, { now }) => {
  const job = await lockJob(tx, input.porter_job_id)
  if (job.paused_at === null) {
    throw new Refused('already-done', `The ${job.what} is not paused.`, { porter_job_id: job.porter_job_id })
  }
  const at = instantOf(input.at, now, { after: stepsOf(job) })
  refuseBefore(job, at, stepsOf(job))
  await endPause(tx, { porter_job_id: job.porter_job_id }, at)
  return doneTo(job)
}
