import type { NameMask } from '../../../schema/names.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'

/** The whole of the rule for a site, in place of what it was. Consoles show it at once. */
export const maskNames: Verb<'hospital/mask-names'> = async (tx, { site, masked, reason }) => {
  const was = await tx.row<{ masked: NameMask; reason: boolean }>(
    `select names_masked as masked, reveal_needs_reason as reason from site where site = $1 for update`,
    [site],
  )
  if (!was) throw new Refused('not-found', `There is no site ${site}.`, { field: 'site' })
  await tx.rows('update site set names_masked = $2, reveal_needs_reason = $3 where site = $1', [
    site,
    masked,
    reason,
  ])
  return { result: { was }, site }
}
