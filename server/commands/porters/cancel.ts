import { instantOf } from '../instants.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockJob, refuseBefore, stepsOf } from './lock-job.ts'

/** The porter is not needed after all; it stays on record who said so and why. */
export const cancel: Verb<'porters/cancel'> = async (tx, input, { by, now }) => {
  const job = await lockJob(tx, input.porter_job_id)
  const at = instantOf(input.at, now, { after: stepsOf(job) })
  refuseBefore(job, at, stepsOf(job))
  await tx.rows(
    'update porter_job set cancelled_at = $2, cancelled_why = $3, cancelled_by = $4 where porter_job_id = $1',
    [job.porter_job_id, at, input.why, by.who],
  )
  return doneTo(job)
}
