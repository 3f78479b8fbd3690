/** The shift somebody is on. */
import type { JobRole } from '../../../schema/jobs.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

export interface OpenShift {
  shift_id: number
  zone: string | null
  began_at: Instant
}

/** Locked, so that who begins twice at once is on one shift. */
export function openShift(
  tx: Tx,
  { site, person, role }: { site: string; person: string; role: JobRole },
): Promise<OpenShift | undefined> {
  return tx.row<OpenShift>(
    `select shift_id, zone, began_at from shift
      where site = $1 and person = $2 and role = $3 and ended_at is null for update`,
    [site, person, role],
  )
}
