import { issueToken as issueTo } from '../../access/tokens.ts'
import type { Grant } from '../../../schema/access/roles.ts'
import { Refused } from '../refused.ts'
import { viewerOf, type By, type Verb } from '../verb.ts'

/** Nobody gives away what is not theirs to give: an administrator of one site makes tokens for that site. */
export const issueToken: Verb<'credentials/issue-token'> = async (tx, { name, grants, days }, { by }) => {
  refuseForeign(by, grants)
  const { token_id, token } = await issueTo(tx, { name, grants, days, by: by.who })
  const [first] = grants
  return { result: { token_id }, once: { token }, ...(first?.site != null && { site: first.site }) }
}

/** @throws Refused `not-found`, as for a site there is not, or `forbidden` */
export function refuseForeign(by: By, grants: readonly Grant[]): void {
  const viewer = viewerOf(by)
  if (!viewer) return
  const mine = viewer.grants.filter(({ role }) => role === 'administrator').map(({ site }) => site)
  if (mine.includes(null)) return
  for (const { site } of grants) {
    if (site === null)
      throw new Refused(
        'forbidden',
        'What holds everywhere is given by those who are administrators everywhere.',
      )
    if (!mine.includes(site)) throw new Refused('not-found', `There is no site ${site}.`, { field: 'grants' })
  }
}
