import type { Tx } from '../../database/pool.ts'

/** What ends by the clock ends in the record too: emergencies, and sessions that nobody touched. */
export async function endWhatIsOver(tx: Tx): Promise<void> {
  await tx.rows(
    `with over as (
       update emergency set ended_at = now() where ended_at is null and until <= now() returning emergency_id
     )
     update person_grant g set ended_at = now(), ended_by = 'time' from over
      where g.emergency_id = over.emergency_id and g.ended_at is null`,
  )
  await tx.rows(
    `update session set ended_at = now(), ended_why = case when until <= now() then 'its time was over' else 'nobody touched it' end
      where ended_at is null and least(idle_until, until) <= now()`,
  )
}
