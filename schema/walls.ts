/** Walls: screens that hang somewhere and are nobody's. What a wall is given to show, where, and how much of it. */
import { z } from 'zod'
import type { Viewer } from './access/viewer.ts'
import type { BoardName } from './boards/index.ts'
import { screenName } from './screens.ts'
import { placeCode, privacyLevel, siteCode } from './terms.ts'
import { wallPage, type WallPage } from './wall-pages.ts'

/** The boards of each; a wall sees no others. */
export const boardsOfPage: Readonly<Record<WallPage, readonly BoardName[]>> = {
  beds: ['beds', 'units', 'observations'],
  house: ['beds', 'units', 'capacity', 'placements', 'surge'],
  ed: ['ed', 'ambulances', 'crowding'],
  flow: ['admissions'],
  tokens: ['clinics'],
}

export const wallLevel = privacyLevel.exclude(['full'])
export const wallTheme = z.enum(['dark', 'light', 'contrast'])

const shape = {
  name: screenName,
  site: siteCode,
  unit: placeCode.nullable().default(null).describe('null: all of the site'),
  pages: z
    .array(wallPage)
    .min(1)
    .max(wallPage.options.length)
    .refine((pages) => new Set(pages).size === pages.length, 'each once')
    .default(['house'])
    .describe('one after the other'),
  rotate_s: z.number().int().min(3).max(3600).default(20).describe('how long each page stays [s]'),
  level: wallLevel.default('public').describe('no more than this, by who passes there'),
  theme: wallTheme.default('dark'),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .nullable()
    .default(null)
    .describe('null: as its browser has it'),
  screen_in: z.number().min(7).max(300).default(55).describe('its diagonal [inches]'),
  distance_m: z.number().min(0.3).max(30).default(3).describe('from where it is read [m]'),
}
/** Who forgets to say gives the least. */
export const assignment = shape

/** @returns what is wrong with it, by field. */
export function faultOf({
  pages,
  level,
  unit,
}: Pick<Assignment, 'pages' | 'level' | 'unit'>): { path: ['level' | 'unit']; message: string } | undefined {
  if (pages.includes('beds') && level === 'public')
    return { path: ['level'], message: 'the bed wall shows beds, and in public only counts may be shown' }
  if (pages.includes('house') && unit !== null)
    return { path: ['unit'], message: 'the house wall is of a whole site' }
  return undefined
}

/** What a wall is told that it is, when it comes and whenever that changes. */
export const wallIs = z.object({
  ...shape,
  wall_id: z.number().int(),
  blank: z.boolean(),
  muted: z.boolean().describe('it makes no sound'),
})
export type WallIs = z.output<typeof wallIs>
export type Assignment = Omit<WallIs, 'wall_id' | 'blank' | 'muted'>

/** What its browser may see, from what the wall is. A blank one is sent nothing at all. */
export const rightsOf = ({
  site,
  unit,
  level,
  pages,
  blank,
}: Pick<WallIs, 'site' | 'unit' | 'level' | 'pages' | 'blank'>): Pick<Viewer, 'grants' | 'most'> & {
  pages: WallPage[]
} => ({ grants: [{ role: 'wall', site, unit }], most: level, pages: blank ? [] : pages })
