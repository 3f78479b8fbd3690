import { instantOf, onTheClock } from '../instants.ts'
import { beginPause, lastResumed } from '../jobs/pauses.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { doneTo, lockJob, refuseBefore, stepsOf } from './lock-job.ts'

/** A porter job stops for a while, for a reason that stays on record. */
export const pause: Verb<'porters/pause'> = async (tx, input, { now }) => {
  const job = await lockJob(tx, input.porter_job_id)
  if (job.started_at === null) {
    throw new Refused('wrong-state', `The ${job.what} has not begun, so there is nothing to pause.`, {
      porter_job_id: job.porter_job_id,
    })
  }
  if (job.paused_at !== null) {
    throw new Refused(
      'already-done',
      `The ${job.what} is paused since ${onTheClock(job.paused_at, job.time_zone)}.`,
      { porter_job_id: job.porter_job_id, since: job.paused_at },
    )
  }
  const steps = [...stepsOf(job), await lastResumed(tx, job)]
  const at = instantOf(input.at, now, { after: steps })
  refuseBefore(job, at, steps)
  await beginPause(tx, { porter_job_id: job.porter_job_id }, at, input.reason)
  return doneTo(job)
}
