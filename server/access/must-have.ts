/** Who must have a second factor: the rule for their roles, looked at when they sign in. */
import type { Tx } from '../database/pool.ts'

/** Whether this person must have one, and has none (or has just removed it in this transaction). A rule of a site binds those who are this everywhere too. */
export async function owesFactor(tx: Tx, person_id: number): Promise<boolean> {
  const owing = await tx.row(
    `select 1 from person_grant g join second_factor_rule r using (role)
      where g.person_id = $1 and g.ended_at is null and coalesce(g.until, 'infinity') > now()
        and (r.site is null or g.site is null or r.site = g.site)
        and not exists (select from passkey where person_id = $1)
        and not exists (select from authenticator where person_id = $1 and confirmed_at is not null)
      limit 1`,
    [person_id],
  )
  return owing !== undefined
}

/** They have added one: the session is as any other. Screens come anew, and are let in. */
export async function owesNothing(tx: Tx, session_id: number): Promise<void> {
  await tx.rows('update session set owes_factor = false where session_id = $1 and owes_factor', [session_id])
}
