/** A wall as its console has it: what it is given, and what is known of its screen just now. Pure. */
import type { QueryResult } from '../../../schema/queries.ts'
import type { ScreenSeen } from '../../../schema/screens.ts'
import type { Assignment } from '../../../schema/walls.ts'

export type Wall = QueryResult<'walls'>['walls'][number]
export type Given = Assignment

/** A screen says every few seconds where it is; one that was switched off is listed until its server has missed it. */
const HEARD_WITHIN_MS = 12_000
/** More than this behind is worth a look. */
export const LATE_MS = 3000

export type WallState = 'here' | 'twice' | 'dark' | 'not-yet'

export interface WallNow {
  wall: Wall
  state: WallState
  /** Its screens that were heard lately: one, unless its key is used at a second place. */
  screens: ScreenSeen[]
}

/** @param now by the server's clock */
export function wallsNow(walls: readonly Wall[], screens: readonly ScreenSeen[], now: number): WallNow[] {
  return walls.map((wall) => {
    const here = screens.filter(
      ({ wall: id, seen }) => id === wall.wall_id && now - Date.parse(seen) < HEARD_WITHIN_MS,
    )
    return { wall, screens: here, state: stateOf(wall, here.length) }
  })
}

function stateOf({ seen_at }: Wall, here: number): WallState {
  if (here > 1) return 'twice'
  if (here === 1) return 'here'
  return seen_at === null ? 'not-yet' : 'dark'
}

/** The least, at the only place there is, if there is but one. */
export const leastOf = (site: string): Given => ({
  name: '',
  site,
  unit: null,
  pages: ['house'],
  rotate_s: 20,
  level: 'public',
  theme: 'dark',
  language: null,
  screen_in: 55,
  distance_m: 3,
})

export const givenOf = ({
  name,
  site,
  unit,
  pages,
  rotate_s,
  level,
  theme,
  language,
  screen_in,
  distance_m,
}: Wall): Given => ({ name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m })
