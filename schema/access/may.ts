/** What grants come to: pure, over the table of rights. */
import type { BoardName } from '../boards/index.ts'
import type { CommandName } from '../commands/index.ts'
import { privacyLevels, type Place, type PrivacyLevel } from '../terms.ts'
import { mayDo, maySee } from './rights.ts'
import { holdsAt, holdsForAll, isEverywhere, type Grant, type RoleName, type Whereabouts } from './roles.ts'
import { boardsOfPage } from '../walls.ts'
import type { Viewer } from './viewer.ts'

/** Where a thing is: of some that is several places at once (a porter's way), and any of them will do. */
export type At = Whereabouts | readonly Whereabouts[]

/** Whether somebody may do something, there or (of no place) anywhere at all: what the server will say, known beforehand. */
export function mayRun(grants: readonly Grant[], command: CommandName, at?: At): boolean {
  const mine = grantsOf(grants, mayDo[command])
  return at === undefined ? mine.length > 0 : [at].flat().some((place) => isIn(mine, place))
}

/** Those of the grants that are of one of these roles. */
export const grantsOf = (grants: readonly Grant[], roles: readonly RoleName[]): Grant[] =>
  grants.filter(({ role }) => roles.includes(role))

/** The same as what a query takes: null is all there are. */
export const siteListOf = (grants: readonly Grant[]): string[] | null => {
  const sites = sitesOf(grants)
  return sites ? [...sites] : null
}

/** Whether something is where one of these grants holds. */
export const isIn = (grants: readonly Grant[], at: Whereabouts): boolean =>
  grants.some((grant) => holdsAt(grant, at))

/** The sites that somebody has to do with; undefined: all there are. */
export function sitesOf(grants: readonly Grant[]): ReadonlySet<string> | undefined {
  if (grants.some(isEverywhere)) return undefined
  return new Set(grants.flatMap(({ site }) => site ?? []))
}

export interface Look {
  board: BoardName
  place: Place
  level: PrivacyLevel
}

/**
 * What somebody is shown who asks for a board: at most the level they ask for, and never more than they may see of all of
 * that place. Who asks for the whole house and has to do with one site only is shown that site. Who works in one unit sees
 * of the rest of its site what hangs in the corridor.
 * @returns undefined: nothing; to be told as if the place were not there.
 */
export function shown(
  { grants, most, pages }: Pick<Viewer, 'grants' | 'most' | 'pages'>,
  asked: Look,
): Look | undefined {
  if (pages && !pages.some((page) => boardsOfPage[page].includes(asked.board))) return undefined
  const place = narrowed(grants, asked.place)
  const mine = Object.entries(maySee[asked.board]) as [RoleName, PrivacyLevel][] // the table's own keys
  const allowed = grants.flatMap((grant) => {
    const level = mine.find(([role]) => role === grant.role)?.[1]
    if (level === undefined || grant.site === null) return level ?? []
    if (holdsForAll(grant, place)) return level
    return grant.site === place.site && grant.role !== 'wall' ? lesser(level, 'corridor') : []
  })
  const [best] = allowed.sort((a, b) => rank(b) - rank(a))
  if (best === undefined) return undefined
  return { board: asked.board, place, level: lesser(lesser(best, most), asked.level) }
}

function narrowed(grants: readonly Grant[], place: Place): Place {
  if (place.site !== undefined || place.unit !== undefined) return place
  const sites = sitesOf(grants)
  const [site] = sites ?? []
  return site !== undefined && sites?.size === 1 ? { site } : place
}

const rank = (level: PrivacyLevel): number => privacyLevels.indexOf(level)
const lesser = (a: PrivacyLevel, b: PrivacyLevel): PrivacyLevel => (rank(a) < rank(b) ? a : b)
