/** Who is behind a request or a socket: found by what they bring, in one statement. */
import type { IncomingHttpHeaders } from 'node:http'
import type { Grant } from '../../schema/access/roles.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'
import { secretIn } from './cookie.ts'
import { TOKEN_PREFIX, hashOf } from './secret.ts'
import { wallBehind } from './wall-keys.ts'

/** A token before a cookie: who sends one means it. undefined: nobody who is known, or no longer. */
export async function viewerBehind(tx: Tx, headers: IncomingHttpHeaders): Promise<Viewer | undefined> {
  const bearer = /^Bearer (\S{1,200})$/i.exec(headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer.startsWith(TOKEN_PREFIX) ? program(tx, hashOf(bearer)) : undefined
  const secret = secretIn(headers)
  const somebody = secret === undefined ? undefined : await person(tx, hashOf(secret))
  if (somebody?.owes) return undefined // until they have added what they must have
  if (somebody) return somebody.viewer // who signs in at a wall is themselves there, for as long as they are
  const key = secretIn(headers, 'wall')
  return key === undefined ? undefined : wallBehind(tx, key)
}

/** Who is signed in at this browser, also while they may do nothing yet but add a second factor. */
export async function selfBehind(
  tx: Tx,
  headers: IncomingHttpHeaders,
): Promise<{ viewer: Viewer; owes: boolean } | undefined> {
  const secret = secretIn(headers)
  return secret === undefined ? undefined : person(tx, hashOf(secret))
}

async function person(tx: Tx, hash: Buffer): Promise<{ viewer: Viewer; owes: boolean } | undefined> {
  const row = await tx.row<{
    person_id: number
    session_id: number
    name: string
    owes: boolean
    until: Instant
    grants: Grant[] | null
    emergencies: Viewer['emergencies'] | null
  }>(
    `select s.person_id, s.session_id, p.name, s.owes_factor as owes, least(s.idle_until, s.until) as until,
            (select json_agg(json_build_object('role', g.role, 'site', g.site, 'unit', g.unit) order by person_grant_id)
               from person_grant g where g.person_id = p.person_id and g.ended_at is null and coalesce(g.until, 'infinity') > now()) as grants,
            (select json_agg(json_build_object('emergency_id', m.emergency_id, 'site', m.site, 'unit', m.unit,
                      'until', to_char(m.until at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by emergency_id)
               from emergency m
              where m.person_id = p.person_id and m.ended_at is null and m.until > now()) as emergencies
       from session s join person p using (person_id)
      where s.hash = $1 and s.ended_at is null and least(s.idle_until, s.until) > now() and p.disabled_at is null`,
    [hash],
  )
  if (!row) return undefined
  const { person_id: id, session_id: session, name, owes, until, grants, emergencies } = row
  const person = { kind: 'person', id, session, name, grants: grants ?? [], most: 'full', until } as const
  return { viewer: emergencies ? { ...person, emergencies } : person, owes }
}

async function program(tx: Tx, hash: Buffer): Promise<Viewer | undefined> {
  const row = await tx.row<{ token_id: number; name: string; grants: Grant[]; until: Instant }>(
    `select token_id, name, grants, until from token
      where hash = $1 and revoked_at is null and until > now()`,
    [hash],
  )
  if (!row) return undefined
  const { token_id: id, ...rest } = row
  return { kind: 'token', id, session: null, most: 'full', ...rest }
}
