import type { Grant } from '../../../schema/access/roles.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { covers, mustStayAdministered } from './reach.ts'

/** A role less. One that came of a group comes again with the next sign-in, unless the group is unmapped or left. */
export const revokeGrant: Verb<'people/revoke-grant'> = async (tx, { person_grant_id }, { by }) => {
  const given = await tx.row<Grant & { person_id: number }>(
    `select person_id, role, site, unit from person_grant join person using (person_id)
      where person_grant_id = $1 and ended_at is null and not demo for update of person_grant`,
    [person_grant_id],
  )
  if (!given || !covers(by, given))
    throw new Refused('not-found', `There is no role ${person_grant_id} of anybody.`)
  await tx.rows('update person_grant set ended_at = now(), ended_by = $2 where person_grant_id = $1', [
    person_grant_id,
    by.who,
  ])
  if (given.role === 'administrator' && given.site === null) await mustStayAdministered(tx)
  return { result: given, ...(given.site !== null && { site: given.site }) }
}
