import type { Grant } from '../../../schema/access/roles.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { covers } from './reach.ts'

export const unmapGroup: Verb<'people/unmap-group'> = async (tx, { group_grant_id }, { by }) => {
  const mapped = await tx.row<Grant & { group: string }>(
    `select group_name as "group", role, site, unit from group_grant
      where group_grant_id = $1 and ended_at is null for update`,
    [group_grant_id],
  )
  if (!mapped || !covers(by, mapped)) throw new Refused('not-found', `There is no group ${group_grant_id}.`)
  await tx.rows('update group_grant set ended_at = now(), ended_by = $2 where group_grant_id = $1', [
    group_grant_id,
    by.who,
  ])
  return { result: mapped, ...(mapped.site !== null && { site: mapped.site }) }
}
