/** Who has an account. An administrator of one site is told of those who are something there, and of nobody else. */
import type { OpenSession } from '../../schema/access/sign-in.ts'
import { sitesOf } from '../../schema/access/may.ts'
import type { QueryResult } from '../../schema/queries.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Answer } from './index.ts'

type People = QueryResult<'people'>
type Person = People['people'][number]

interface Row extends Omit<Person, 'factors' | 'grants' | 'sessions'> {
  password: Instant | null
  authenticator: Instant | null
  recovery_left: number
  passkeys: number
}

const PEOPLE = `
  select p.person_id, login, name, made_at, disabled_at, disabled_by, disabled_why,
         exists (select from sso_subject s where s.person_id = p.person_id) as sso,
         (select max(until) from entry_link l
           where l.person_id = p.person_id and used_at is null and until > now()) as invited_until,
         last.at as last_in_at,
         (select count(*)::int from sign_in i where i.person_id = p.person_id and refused is not null
             and i.at > coalesce(last.at, '-infinity')) as refused_since,
         password_set_at as password,
         (select confirmed_at from authenticator a where a.person_id = p.person_id) as authenticator,
         (select count(*)::int from recovery_code r where r.person_id = p.person_id and used_at is null) as recovery_left,
         (select count(*)::int from passkey k where k.person_id = p.person_id) as passkeys
    from person p
    left join lateral
      (select max(at) as at from sign_in i where i.person_id = p.person_id and refused is null) last on true
   where not demo and ($1::text[] is null or exists
     (select from person_grant g
       where g.person_id = p.person_id and g.ended_at is null and (g.site is null or g.site = any ($1))))
   order by disabled_at is not null, name, person_id`

export const people: Answer<'people'> = async (database, _input, viewer) => {
  const sites = sitesOf(viewer.grants.filter(({ role }) => role === 'administrator'))
  const [found, grants, sessions, groups, must] = await Promise.all([
    database.rows<Row>(PEOPLE, [sites ? [...sites] : null]),
    database.rows<Person['grants'][number] & { person_id: number }>(
      `select person_id, person_grant_id, role, site, unit, by_group from person_grant
        where ended_at is null order by person_grant_id`,
    ),
    database.rows<OpenSession & { person_id: number }>(
      `select person_id, session_id, began_at, how, address, agent, least(idle_until, until) as until from session
        where ended_at is null and least(idle_until, until) > now() order by session_id desc`,
    ),
    database.rows<People['groups'][number]>(
      `select group_grant_id, group_name as "group", role, site, unit from group_grant
        where ended_at is null and ($1::text[] is null or site = any ($1)) order by group_name, group_grant_id`,
      [sites ? [...sites] : null],
    ),
    database.rows<People['must'][number]>(
      `select role, site from second_factor_rule where $1::text[] is null or site is null or site = any ($1)
        order by role, site`,
      [sites ? [...sites] : null],
    ),
  ])
  const grantsOf = byPerson(grants)
  const sessionsOf = byPerson(sessions)
  return {
    groups,
    must,
    people: found.map(({ password, authenticator, recovery_left, passkeys, ...person }) => ({
      ...person,
      factors: { password, authenticator, recovery_left, passkeys },
      grants: grantsOf.get(person.person_id) ?? [],
      sessions: sessionsOf.get(person.person_id) ?? [],
    })),
  }
}

/** What each has, without saying whose again. */
function byPerson<T extends { person_id: number }>(rows: readonly T[]): Map<number, Omit<T, 'person_id'>[]> {
  const groups = new Map<number, Omit<T, 'person_id'>[]>()
  for (const { person_id, ...row } of rows) {
    const theirs = groups.get(person_id)
    if (theirs) theirs.push(row)
    else groups.set(person_id, [row])
  }
  return groups
}
