/** Whom one may be in the demo: a person of each role, without a password, made when first wanted. */
import type { RoleName } from '../../schema/access/roles.ts'
import type { Tx } from '../database/pool.ts'

const NAMES: Partial<Record<RoleName, string>> = {
  'bed-manager': 'Bed manager (demo)',
  registrar: 'Registrar (demo)',
}

/** @returns their id; a person of the demo is known by being marked so, and never mixed up with another of that name. */
export async function demoPerson(tx: Tx, role: RoleName): Promise<number> {
  const name = NAMES[role] ?? `${role.charAt(0).toUpperCase()}${role.slice(1)} (demo)`
  await tx.rows(
    'insert into person (login, name, demo) values ($1, $2, true) on conflict (login) do nothing',
    [`demo-${role}`, name],
  )
  const person = await tx.row<{ person_id: number }>(
    'select person_id from person where login = $1 and demo',
    [`demo-${role}`],
  )
  if (!person) throw new Error(`demo-${role} is somebody else`)
  await tx.rows(
    `insert into person_grant (person_id, role, granted_by) values ($1, $2, 'demo') on conflict do nothing`,
    [person.person_id, role],
  )
  return person.person_id
}
