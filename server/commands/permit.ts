/** Whether somebody may do or ask this here: the first line of every command and query that comes from outside. */
import type { Grant, RoleName } from '../../schema/access/roles.ts'
import { isEverywhere } from '../../schema/access/roles.ts'
import { grantsOf, isIn } from '../../schema/access/may.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Tx } from '../database/pool.ts'
import { Refused } from './refused.ts'
import { thingsIn } from './where.ts'

/**
 * What is not where somebody has any role does not exist for them: the refusal is the same as for what there is not.
 * @param roles who may, by the table of rights
 * @throws Refused `forbidden`, `not-found`
 */
export async function permit(
  tx: Tx,
  viewer: Viewer,
  { roles, input, what }: { roles: readonly RoleName[]; input: object; what: string },
): Promise<void> {
  const mine = mustHold(viewer, roles, what)
  if (mine.some(isEverywhere)) return // what there is not, they are told by what they asked
  for (const { field, words, at } of await thingsIn(tx, input)) {
    if (!at.some((place) => isIn(viewer.grants, place))) {
      throw new Refused('not-found', `There is no ${words}.`, { field })
    }
    if (!at.some((place) => isIn(mine, place))) throw forbidden(`${what} there`, roles)
  }
}

/** @returns their grants of these roles, wherever. @throws Refused `forbidden` when there are none */
export function mustHold({ grants }: Viewer, roles: readonly RoleName[], what: string): Grant[] {
  const mine = grantsOf(grants, roles)
  if (mine.length === 0) throw forbidden(what, roles)
  return mine
}

const forbidden = (what: string, roles: readonly RoleName[]): Refused =>
  new Refused('forbidden', `You may not ${what}. It is for: ${roles.join(', ') || 'nobody'}.`, { roles })
