/** A person's sessions: begun, kept alive while somebody is there, ended. */
import type { Tx } from '../database/pool.ts'
import { hashOf, newSecret } from './secret.ts'

/** A console nobody touches for so long signs out by itself (164.312(a)(2)(iii)). */
export const IDLE_MIN = 30
/** A shift and its hand-over; then everybody signs in again. */
export const SESSION_H = 13

export interface Began {
  session_id: number
  secret: string
}

export interface Circumstances {
  /** How they proved who they are. */
  how: string
  address: string | undefined
  agent: string | undefined
  /** They must have a second factor, and have none. */
  owes?: boolean
}

/** @returns the secret its browser keeps; it is known here by its hash. */
export async function begin(
  tx: Tx,
  person_id: number,
  { how, address, agent, owes = false }: Circumstances,
): Promise<Began> {
  const secret = newSecret()
  const row = await tx.row<{ session_id: number }>(
    `insert into session (person_id, hash, how, address, agent, idle_until, until, owes_factor)
     values ($1, $2, $3, $4, left($5, 300), now() + make_interval(mins => $6), now() + make_interval(hours => $7), $8)
     returning session_id`,
    [person_id, hashOf(secret), how, address ?? null, agent ?? null, IDLE_MIN, SESSION_H, owes],
  )
  if (!row) throw new Error('the session was not written')
  return { session_id: row.session_id, secret }
}

/** Somebody is there. Written once a minute at most: other servers and screens read each write. */
export async function stay(tx: Tx, session_id: number): Promise<void> {
  await tx.rows(
    `update session set idle_until = least(until, now() + make_interval(mins => $2))
      where session_id = $1 and ended_at is null and idle_until < now() + make_interval(mins => $2 - 1)`,
    [session_id, IDLE_MIN],
  )
}

/** Ends one of a person's sessions, or all but one. @returns how many. */
export async function end(
  tx: Tx,
  which: { session_id: number } | { person_id: number; but?: number },
  why: string,
): Promise<number> {
  const one = 'session_id' in which
  const ended = await tx.rows(
    one
      ? `update session set ended_at = now(), ended_why = $1 where session_id = $2 and ended_at is null returning 1`
      : `update session set ended_at = now(), ended_why = $1
          where person_id = $2 and session_id <> coalesce($3, 0) and ended_at is null returning 1`,
    one ? [why, which.session_id] : [why, which.person_id, which.but ?? null],
  )
  return ended.length
}
