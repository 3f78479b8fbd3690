import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { mayGive } from './reach.ts'

export const mapGroup: Verb<'people/map-group'> = async (tx, { group, role, site, unit }, { by }) => {
  await mayGive(tx, by, { role, site, unit })
  const mapped = await tx.row<{ group_grant_id: number }>(
    `insert into group_grant (group_name, role, site, unit, granted_by) values ($1, $2, $3, $4, $5)
     on conflict do nothing returning group_grant_id`,
    [group, role, site, unit, by.who],
  )
  if (!mapped) throw new Refused('already-done', 'This group has this role there already.')
  return { result: mapped, ...(site !== null && { site }) }
}
