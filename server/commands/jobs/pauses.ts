/** What holds a job up. That a job which is over is not paused, a trigger sees to (0005_jobs.sql). */
import type { PauseReason } from '../../../schema/jobs.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

type Of = { turnover_id: number } | { porter_job_id: number }

/** The job is locked by the caller, under way and not paused. */
export async function beginPause(tx: Tx, of: Of, at: Instant, reason: PauseReason): Promise<void> {
  await tx.rows('insert into pause (turnover_id, porter_job_id, began_at, reason) values ($1, $2, $3, $4)', [
    ...idsOf(of),
    at,
    reason,
  ])
}

export async function endPause(tx: Tx, of: Of, at: Instant): Promise<void> {
  await tx.rows(
    'update pause set ended_at = $3 where (turnover_id = $1 or porter_job_id = $2) and ended_at is null',
    [...idsOf(of), at],
  )
}

/** When the last pause of a job ended; null: none has. */
export async function lastResumed(tx: Tx, of: Of): Promise<Instant | null> {
  const last = await tx.row<{ ended_at: Instant | null }>(
    'select max(ended_at) as ended_at from pause where turnover_id = $1 or porter_job_id = $2',
    idsOf(of),
  )
  return last?.ended_at ?? null
}

const idsOf = (of: Of): [number | null, number | null] =>
  'turnover_id' in of ? [of.turnover_id, null] : [null, of.porter_job_id]
