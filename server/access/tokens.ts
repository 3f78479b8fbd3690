/** Tokens of programs: as much as the grants say, for as long as is said. */
import { z } from 'zod'
import { grant, type Grant } from '../../schema/access/roles.ts'
import type { Tx } from '../database/pool.ts'
import { TOKEN_PREFIX, hashOf, newSecret } from './secret.ts'

export interface TokenAsked {
  name: string
  grants: readonly Grant[]
  days: number
  by: string
}

/** @returns the token, which nobody learns again. */
export async function issueToken(
  tx: Tx,
  { name, grants, days, by }: TokenAsked,
): Promise<{ token_id: number; token: string }> {
  const token = TOKEN_PREFIX + newSecret()
  const row = await tx.row<{ token_id: number }>(
    `insert into token (name, hash, grants, made_by, until)
     values ($1, $2, $3, $4, now() + make_interval(days => $5)) returning token_id`,
    [name, hashOf(token), JSON.stringify(z.array(grant).parse(grants)), by, days],
  )
  if (!row) throw new Error('the token was not written')
  return { token_id: row.token_id, token }
}
