/** What somebody has beside their password: an authenticator, passkeys, codes on paper. */
import { randomBytes } from 'node:crypto'
import type { OwnFactors, SecondWay } from '../../schema/access/sign-in.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'
import { recoveryCodes, recoveryHash } from './recovery-codes.ts'
import { stepOf, TOTP_SECRET_BYTES } from './totp.ts'

/** By what they may prove it. Codes on paper stand in for something else, and are no factor by themselves. */
export async function waysOf(tx: Tx, person_id: number): Promise<SecondWay[]> {
  const { authenticator, passkeys, recovery_left } = await factorsOf(tx, person_id)
  const ways: SecondWay[] = []
  if (passkeys.length > 0) ways.push('passkey')
  if (authenticator !== null) ways.push('code')
  return ways.length > 0 && recovery_left > 0 ? [...ways, 'recovery'] : ways
}

export async function factorsOf(tx: Tx, person_id: number): Promise<OwnFactors> {
  const row = await tx.row<{
    password: Instant | null
    authenticator: Instant | null
    recovery_left: number
  }>(
    `select password_set_at as password,
            (select confirmed_at from authenticator a where a.person_id = p.person_id) as authenticator,
            (select count(*)::int from recovery_code r where r.person_id = p.person_id and used_at is null) as recovery_left
       from person p where person_id = $1`,
    [person_id],
  )
  const passkeys = await tx.rows<OwnFactors['passkeys'][number]>(
    'select passkey_id, name, made_at, used_at from passkey where person_id = $1 order by passkey_id',
    [person_id],
  )
  if (!row) throw new Error(`there is no person ${person_id}`)
  return { ...row, passkeys }
}

/** A new authenticator, which counts from its first code on. One that counts already stays until then. @returns its secret */
export async function newAuthenticator(tx: Tx, person_id: number): Promise<Buffer | undefined> {
  const secret = randomBytes(TOTP_SECRET_BYTES)
  const made = await tx.row(
    `insert into authenticator (person_id, secret) values ($1, $2)
     on conflict (person_id) do update set secret = excluded.secret where authenticator.confirmed_at is null
     returning 1`,
    [person_id, secret],
  )
  return made && secret
}

/** Whether a code is one that counts now; then it counts no more, whichever server is asked. */
export async function codeCounts(
  tx: Tx,
  person_id: number,
  code: string,
  { confirming = false }: { confirming?: boolean } = {},
): Promise<boolean> {
  const kept = await tx.row<{ secret: Buffer; last_step: number; now: Instant }>(
    `select secret, last_step, now() as now from authenticator
      where person_id = $1 and (confirmed_at is null) = $2 for update`,
    [person_id, confirming],
  )
  const step = kept && stepOf(kept.secret, code, Date.parse(kept.now), kept.last_step)
  if (step === undefined) return false
  const counted = await tx.row(
    `update authenticator set last_step = $2, confirmed_at = coalesce(confirmed_at, now())
      where person_id = $1 and last_step < $2 returning 1`,
    [person_id, step],
  )
  return counted !== undefined
}

/** Ten new codes on paper; those there were are good no more. */
export async function newRecoveryCodes(tx: Tx, person_id: number): Promise<string[]> {
  const codes = recoveryCodes()
  await tx.rows('delete from recovery_code where person_id = $1', [person_id])
  await tx.rows('insert into recovery_code (person_id, hash) select $1, unnest($2::bytea[])', [
    person_id,
    codes.map(recoveryHash),
  ])
  return codes
}

export async function recoveryCounts(tx: Tx, person_id: number, code: string): Promise<boolean> {
  const used = await tx.row(
    'update recovery_code set used_at = now() where person_id = $1 and hash = $2 and used_at is null returning 1',
    [person_id, recoveryHash(code)],
  )
  return used !== undefined
}

/** With the last thing that asks for them, the codes on paper go too. */
export async function withoutFactor(
  tx: Tx,
  person_id: number,
  which: 'authenticator' | number,
): Promise<boolean> {
  const gone =
    which === 'authenticator'
      ? await tx.row('delete from authenticator where person_id = $1 returning 1', [person_id])
      : await tx.row('delete from passkey where person_id = $1 and passkey_id = $2 returning 1', [
          person_id,
          which,
        ])
  await tx.rows(
    `delete from recovery_code where person_id = $1
        and not exists (select from passkey where person_id = $1)
        and not exists (select from authenticator where person_id = $1 and confirmed_at is not null)`,
    [person_id],
  )
  return gone !== undefined
}
