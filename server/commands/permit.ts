/** Whether somebody may do or ask this here: the first line of every command and query that comes from outside. */
import type { Grant, RoleName } from '../../schema/access/roles.ts'
import { isEverywhere } from '../../schema/access/roles.ts'
import { grantsOf, isIn } from '../../schema/access/may.ts'
import { mayDo } from '../../schema/access/rights.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { CommandName } from '../../schema/commands/index.ts'
import type { Tx } from '../database/pool.ts'
import { Refused } from './refused.ts'
import { viewerOf, type By } from './verb.ts'
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

export interface PlaceNamed {
  site: string
  unit?: string | undefined
  bed?: string | null | undefined
}

/**
 * The same of places whose site does not stand beside them in the input: it is that of a request, an encounter, a sender.
 * Said by the verb as soon as it knows the site. By another door than HTTP nobody is asked.
 * @param others one of all these must be theirs
 * @throws Refused `forbidden`, `not-found`
 */
export async function mustBeIn(
  tx: Tx,
  by: By,
  command: CommandName,
  place: PlaceNamed,
  ...others: PlaceNamed[]
): Promise<void> {
  const viewer = viewerOf(by)
  if (!viewer) return
  try {
    await permit(tx, viewer, { roles: mayDo[command], input: place, what: command })
  } catch (error) {
    const [next, ...rest] = others
    if (!next || !(error instanceof Refused)) throw error
    await mustBeIn(tx, by, command, next, ...rest).catch((second: unknown) => {
      throw second instanceof Refused ? error : second // told of the place they named first
    })
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
