import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockJob } from './lock-job.ts'

/** Says how much of a hurry a porter job is in. */
export const prioritise: Verb<'porters/prioritise'> = async (tx, input) => {
  const job = await lockJob(tx, input.porter_job_id)
  if (job.priority === input.priority) {
    throw new Refused('already-done', `The ${job.what} is ${input.priority} already.`, {
      porter_job_id: job.porter_job_id,
    })
  }
  await tx.rows('update porter_job set priority = $2 where porter_job_id = $1', [
    job.porter_job_id,
    input.priority,
  ])
  return doneTo(job)
}
