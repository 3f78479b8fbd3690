import type { Grant } from '../../../schema/access/roles.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { refuseForeign } from './issue-token.ts'

/** Servers learn of it by the log, and cut what was opened with it. */
export const revokeToken: Verb<'credentials/revoke-token'> = async (tx, { token_id }, { by }) => {
  const token = await tx.row<{ grants: Grant[]; revoked: boolean }>(
    'select grants, revoked_at is not null as revoked from token where token_id = $1 for no key update',
    [token_id],
  )
  if (!token) throw notFound(token_id)
  try {
    refuseForeign(by, token.grants)
  } catch {
    throw notFound(token_id) // another site's token is none of theirs
  }
  if (token.revoked) throw new Refused('already-done', 'The token was revoked before.', { token_id })
  await tx.rows('update token set revoked_at = now(), revoked_by = $2 where token_id = $1', [
    token_id,
    by.who,
  ])
  return { result: { token_id } }
}

const notFound = (token_id: number): Refused =>
  new Refused('not-found', `There is no token ${token_id}.`, { token_id })
