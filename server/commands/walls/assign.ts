import type { Verb } from '../verb.ts'
import { mustBeFree, mustBePlace, wallNow } from './wall-now.ts'

/** The screen hears of it by the log, and shows it within a second. */
export const assign: Verb<'walls/assign'> = async (tx, { wall_id, ...given }) => {
  const before = await wallNow(tx, wall_id)
  const { site, unit, name, pages, rotate_s, level, theme, language, screen_in, distance_m } = given
  await mustBePlace(tx, given)
  await mustBeFree(tx, given, wall_id)
  await tx.rows(
    `update wall set name = $2, site = $3, unit = $4, pages = $5, rotate_s = $6, level = $7, theme = $8, language = $9,
            screen_in = $10, distance_m = $11
      where wall_id = $1`,
    [wall_id, name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m],
  )
  return { result: { wall_id, before }, site }
}
