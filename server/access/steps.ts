/** What is kept between two steps of signing in: for ten minutes, for the browser that began, once. */
import type { z } from 'zod'
import type { Tx } from '../database/pool.ts'
import { hashOf, newSecret } from './secret.ts'

export const STEP_S = 600

/** second: the password was right. passkey, sso: somebody is yet to be found. own-…: somebody adds to their factors. */
export type StepKind = 'second' | 'passkey' | 'sso' | 'own-passkey'

export interface Step<T> {
  person_id: number | null
  kept: T
}

/** @returns what the browser brings back */
export async function beginStep(tx: Tx, kind: StepKind, { person_id, kept }: Step<object>): Promise<string> {
  const secret = newSecret()
  await tx.rows(
    `insert into sign_in_step (hash, kind, person_id, kept, until)
     values ($1, $2, $3, $4, now() + make_interval(secs => $5))`,
    [hashOf(secret), kind, person_id, JSON.stringify(kept), STEP_S],
  )
  return secret
}

/** undefined: there is none, or no longer. It stays, for another try. */
export const stepOf = <T>(
  tx: Tx,
  kind: StepKind,
  secret: string,
  shape: z.ZodType<T>,
): Promise<Step<T> | undefined> => found(tx, 'select person_id, kept from sign_in_step', kind, secret, shape)

/** The same, and nobody comes with it again. */
export const takeStep = <T>(
  tx: Tx,
  kind: StepKind,
  secret: string,
  shape: z.ZodType<T>,
): Promise<Step<T> | undefined> => found(tx, 'delete from sign_in_step', kind, secret, shape)

async function found<T>(
  tx: Tx,
  how: string,
  kind: StepKind,
  secret: string,
  shape: z.ZodType<T>,
): Promise<Step<T> | undefined> {
  const where = 'where hash = $1 and kind = $2 and until > now()'
  const returning = how.startsWith('delete') ? 'returning person_id, kept' : ''
  const row = await tx.row<Step<unknown>>(`${how} ${where} ${returning}`, [hashOf(secret), kind])
  return row && { person_id: row.person_id, kept: shape.parse(row.kept) }
}
