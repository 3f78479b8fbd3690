import { instantOf } from '../instants.ts'
import { refuseHeld } from '../jobs/who-has-it.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockJob, refuseBefore, stepsOf } from './lock-job.ts'

/** Gives a porter job to somebody. Who takes one that is somebody else’s is told whose, and may take it over knowingly. */
export const assign: Verb<'porters/assign'> = async (tx, input, { now }) => {
  const job = await lockJob(tx, input.porter_job_id)
  refuseHeld(job, input, {
    what: job.what,
    time_zone: job.time_zone,
    details: { porter_job_id: job.porter_job_id },
  })
  const at = instantOf(input.at, now, { after: stepsOf(job) })
  refuseBefore(job, at, [job.asked_at])
  await tx.rows('update porter_job set assigned_to = $2, assigned_at = $3 where porter_job_id = $1', [
    job.porter_job_id,
    input.to,
    input.to === null ? null : at,
  ])
  return doneTo(job)
}
