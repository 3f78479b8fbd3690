/** How far an administrator's arm reaches: to roles and people where they are one themselves, and never above. */
import { grantsOf } from '../../../schema/access/may.ts'
import { grant, roleOfUnit, type Grant } from '../../../schema/access/roles.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import { viewerOf, type By } from '../verb.ts'

type Given = Pick<Grant, 'role' | 'site' | 'unit'>

/** @throws Refused: a role that is not theirs to give, a place there is not, a unit's role for what is a site's. */
export async function mayGive(tx: Tx, by: By, given: Given): Promise<void> {
  const { role, site, unit } = given
  if (!grant.safeParse(given).success)
    throw new Refused(
      'invalid-input',
      `A ${role} is one of ${roleOfUnit.has(role) ? 'a site' : 'a whole site'}.`,
      {
        field: 'unit',
      },
    )
  if (!covers(by, given))
    throw new Refused('forbidden', 'You give roles only where you are administrator yourself.')
  const there = site === null || (await tx.row(...placed(site, unit)))
  if (!there)
    throw new Refused(
      'not-found',
      `There is no ${unit === null ? `site ${site}` : `unit ${unit} in ${site}`}.`,
    )
}

const placed = (site: string, unit: string | null): [string, string[]] =>
  unit === null
    ? ['select 1 from site where site = $1', [site]]
    : ['select 1 from unit where site = $1 and code = $2', [site, unit]]

const HOUSE = { site: null, unit: null }

export interface Person {
  person_id: number
  login: string
  name: string
  disabled: boolean
}

/**
 * The person, locked, if whoever asks may change how they come in: administrator wherever that person is anything, or ever was.
 * Otherwise an administrator of one site could become the house's by way of its administrator's new link.
 */
export async function reached(tx: Tx, by: By, person_id: number): Promise<Person> {
  const person = await tx.row<Person & { demo: boolean }>(
    `select person_id, login, name, disabled_at is not null as disabled, demo from person where person_id = $1 for update`,
    [person_id],
  )
  const none = new Refused('not-found', `There is no person ${person_id}.`)
  if (!person) throw none
  const ever = await tx.rows<Given & { now: boolean }>(
    'select role, site, unit, ended_at is null as now from person_grant where person_id = $1',
    [person_id],
  )
  const now = ever.filter((given) => given.now)
  const theirs = now.length > 0 ? now : ever // nothing any more: as far as they ever were anything
  // None of theirs: as if they were not. Who never was anything is the house's: single sign-on lets them in, without a group.
  const reaches = theirs.length > 0 ? theirs.some((given) => covers(by, given)) : covers(by, HOUSE)
  if (!reaches) throw none
  if (!theirs.every((given) => covers(by, given)))
    throw new Refused('forbidden', `${person.name} has roles where you are not administrator.`)
  if (person.demo) throw new Refused('wrong-state', 'People of the demo stay as they are.', { state: 'demo' })
  return person
}

/** Whether whoever asks is administrator of all of a place. By another door than HTTP nobody is asked. */
export function covers(by: By, { site, unit }: Pick<Grant, 'site' | 'unit'>): boolean {
  const viewer = viewerOf(by)
  if (!viewer) return true
  return grantsOf(viewer.grants, ['administrator']).some(
    (mine) => mine.site === null || (mine.site === site && (mine.unit === null || mine.unit === unit)),
  )
}

/** One of the house's administrators is always left: without one nobody could be made one. */
export async function mustStayAdministered(tx: Tx): Promise<void> {
  await tx.rows(`select pg_advisory_xact_lock(hashtextextended('the last administrator', 0))`)
  const left = await tx.row(
    `select 1 from person_grant join person using (person_id)
      where role = 'administrator' and site is null and ended_at is null and disabled_at is null limit 1`,
  )
  if (!left)
    throw new Refused('wrong-state', 'That is the last administrator of the house. Make another one first.')
}
