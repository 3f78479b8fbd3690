import { isIn } from '../../../schema/access/may.ts'
import type { RoleName } from '../../../schema/access/roles.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import { EMERGENCY_MIN } from '../../../schema/commands/emergency.ts'
import type { Instant } from '../../../schema/terms.ts'
import { Refused } from '../refused.ts'
import { viewerOf, type Verb } from '../verb.ts'

/**
 * The role they have elsewhere, at a unit they have none at, for an hour. It asks nobody: there may be nobody to ask, and the
 * identity provider may be away. That it was done, why, and all that follows is on record, and somebody else reviews it.
 */
export const open: Verb<'emergency/open'> = async (tx, { place, reason, why }, { by }) => {
  const person = personOf(viewerOf(by))
  const { site, unit } = place
  const there = await tx.row('select 1 from unit where site = $1 and code = $2', [site, unit])
  if (!there) throw new Refused('not-found', `There is no unit ${unit} in ${site}.`)
  const role = roleOf(person)
  const same = person.grants.filter((grant) => grant.role === role || grant.role === 'bed-manager')
  if (isIn(same, place)) throw new Refused('already-done', 'You have this role there already.')
  const made = await tx.row<{ emergency_id: number; until: Instant }>(
    `insert into emergency (person_id, site, unit, role, reason, why, until)
     values ($1, $2, $3, $4, $5, $6, now() + make_interval(mins => $7)) on conflict do nothing
     returning emergency_id, until`,
    [person.id, site, unit, role, reason, why, EMERGENCY_MIN],
  )
  if (!made) throw new Refused('already-done', 'You have let yourself in there already.')
  await tx.rows(
    `insert into person_grant (person_id, role, site, unit, granted_by, until, emergency_id)
     values ($1, $2, $3, $4, 'emergency', $5, $6)`,
    [person.id, role, site, unit, made.until, made.emergency_id],
  )
  return { result: made, site }
}

/** A program has no emergencies, nor has a wall. */
function personOf(viewer: Viewer | undefined): Viewer {
  if (viewer?.kind !== 'person') throw new Refused('forbidden', 'Only a person lets themselves in.')
  return viewer
}

/** At one unit, who manages beds is a nurse. */
const roleOf = ({ grants }: Viewer): RoleName =>
  grants.some(({ role }) => role === 'nurse' || role === 'bed-manager') ? 'nurse' : 'registrar'
