/** Links that let one person in once: who was invited, whoever sets the house up. Here by their hash only. */
import type { Tx } from '../database/pool.ts'
import { hashOf, newSecret } from './secret.ts'

/** An invitation waits for somebody to come to work; the first set-up for somebody to read the log. */
export const INVITED_H = 72
export const SET_UP_H = 24

/** @param person_id null: for whoever sets the house up. Their earlier link is good no more. */
export async function newLink(tx: Tx, person_id: number | null): Promise<string> {
  const secret = newSecret()
  await tx.rows('delete from entry_link where person_id is not distinct from $1 and used_at is null', [
    person_id,
  ])
  await tx.rows(
    'insert into entry_link (hash, person_id, until) values ($1, $2, now() + make_interval(hours => $3))',
    [hashOf(secret), person_id, person_id === null ? SET_UP_H : INVITED_H],
  )
  return secret
}

export interface Linked {
  person_id: number | null
  login: string | null
  name: string | null
}

const GOOD = `hash = $1 and used_at is null and until > now()`

/** Whom it lets in; undefined: nobody, or nobody any more. */
export const whoseLink = (tx: Tx, secret: string): Promise<Linked | undefined> =>
  tx.row<Linked>(
    `select l.person_id, p.login, p.name from entry_link l left join person p using (person_id)
      where ${GOOD} and p.disabled_at is null`,
    [hashOf(secret)],
  )

/** The same, and it lets nobody in after that. */
export async function useLink(tx: Tx, secret: string): Promise<Linked | undefined> {
  const whose = await whoseLink(tx, secret)
  const used =
    whose &&
    (await tx.row(`update entry_link set used_at = now() where ${GOOD} returning 1`, [hashOf(secret)]))
  return used && whose
}

/** Whether there is somebody who may do everything: without one, the log tells how to become the first. */
export async function hasAdministrator(tx: Tx): Promise<boolean> {
  const row = await tx.row(
    `select 1 from person p join person_grant g using (person_id)
      where g.role = 'administrator' and g.site is null and g.ended_at is null and p.disabled_at is null
        and (p.password is not null or p.demo or exists (select from sso_subject s where s.person_id = p.person_id)
          or exists (select from passkey k where k.person_id = p.person_id)) limit 1`,
  )
  return row !== undefined
}
