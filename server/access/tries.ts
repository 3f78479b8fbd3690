/**
 * How often somebody may try. Counted in Postgres, before anything is looked at, so that neither many tries at once nor
 * many servers get around it; where Postgres does not answer nobody signs in.
 */
import type { Tx } from '../database/pool.ts'
import { hashOf } from './secret.ts'

/** So many tries go at once; each one after that waits twice as long as the one before. Tries are forgotten one by one. */
interface Rule {
  free: number
  forgottenS: number
  longestS: number
}

export const RULES = {
  /**
   * Of one account, from devices nobody knows: eight in the first minute, 12 an hour for who goes on. Of a name that
   * is nobody's alike, so that it tells nothing.
   */
  account: { free: 3, forgottenS: 900, longestS: 300 },
  /** Of one account from a device its person has signed in with: others' tries do not count against it. */
  device: { free: 3, forgottenS: 900, longestS: 300 },
  /** A code after the right password. */
  code: { free: 3, forgottenS: 900, longestS: 300 },
  /** Codes of screens, as one administrator types them; and as all of the house do, 60 at once and 30 an hour (pairing.ts). */
  'typed-code': { free: 5, forgottenS: 900, longestS: 300 },
  'house-code': { free: 30, forgottenS: 120, longestS: 120 },
  /** From one address, whoever they try to be (spraying). A hospital is often behind one: only failures are counted in the end. */
  address: { free: 60, forgottenS: 5, longestS: 60 },
} as const satisfies Record<string, Rule>

export type Counted = keyof typeof RULES

const TRIES = `(greatest(t.tries - extract(epoch from clock_timestamp() - t.last_at) / $2, 0) + 1)`
const DELAY = `make_interval(secs => case when ${TRIES} < $3 - 0.5 then 0 else least($4, power(2, least(${TRIES} - $3, 30))) end)`

/** Counts one more try. @returns 0 when it may be looked at; otherwise how many seconds until the next may, and it was not counted. */
export async function countTry(tx: Tx, what: Counted, who: string): Promise<number> {
  const { free, forgottenS, longestS } = RULES[what]
  const key = hashOf(`${what}\n${who}`)
  const counted = await tx.row(
    `insert into sign_in_tries as t (key, tries, last_at, next_at) values ($1, 1, clock_timestamp(), clock_timestamp())
     on conflict (key) do update
       set tries = ${TRIES}, last_at = clock_timestamp(), next_at = clock_timestamp() + ${DELAY}
       where t.next_at <= clock_timestamp() and $2::float8 > 0 and $3::float8 > 0 and $4::float8 > 0
     returning 1`,
    [key, forgottenS, free, longestS],
  )
  if (counted) return 0
  const wait = await tx.row<{ s: number }>(
    'select ceil(extract(epoch from next_at - clock_timestamp()))::int as s from sign_in_tries where key = $1',
    [key],
  )
  return Math.max(1, wait?.s ?? 1)
}

/** It was the right person after all. @param all their wrong tries are forgotten too; else only this one was none. */
export async function forgiveTry(tx: Tx, what: Counted, who: string, all: boolean): Promise<void> {
  const key = hashOf(`${what}\n${who}`)
  if (all) await tx.rows('delete from sign_in_tries where key = $1', [key])
  else
    await tx.rows('update sign_in_tries set tries = greatest(tries - 1, 0), next_at = now() where key = $1', [
      key,
    ])
}

/** What nobody has tried for a day is as if it had never been. */
export async function forgetOldTries(tx: Tx): Promise<void> {
  await tx.rows(`delete from sign_in_tries where last_at < now() - interval '1 day'`)
  await tx.rows('delete from sign_in_step where until < now()')
}
