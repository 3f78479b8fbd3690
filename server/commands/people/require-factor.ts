import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { covers } from './reach.ts'

/** The whole of the rule for a place, in place of what it was. It is asked at each sign-in from then on; nobody is put out. */
export const requireFactor: Verb<'people/require-factor'> = async (tx, { site, roles }, { by }) => {
  if (!covers(by, { site, unit: null }))
    throw new Refused('forbidden', 'You make rules only where you are administrator yourself.')
  if (site !== null) await siteOf(tx, site)
  const before = await tx.rows<{ role: string }>(
    'delete from second_factor_rule where site is not distinct from $1 returning role',
    [site],
  )
  await tx.rows('insert into second_factor_rule (role, site, set_by) select unnest($1::text[]), $2, $3', [
    [...new Set(roles)],
    site,
    by.who,
  ])
  const was = before.map(({ role }) => role).sort()
  return { result: { was }, ...(site !== null && { site }) }
}
