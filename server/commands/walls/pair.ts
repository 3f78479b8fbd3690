import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { typedBy } from './typed-code.ts'
import { mustBeFree, mustBePlace } from './wall-now.ts'

/** The wall is there; its key is made when its screen fetches it, so nobody else ever holds it. */
export const pair: Verb<'walls/pair'> = async (tx, { wall_pairing_id, ...given }, { by }) => {
  const { site, unit, name, pages, rotate_s, level, theme, language, screen_in, distance_m } = given
  await mustBePlace(tx, given)
  const screen = await typedBy(tx, wall_pairing_id, by)
  await mustBeFree(tx, given)
  const wall = await tx.row<{ wall_id: number }>(
    `insert into wall (name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m, paired_by,
                       address, agent, width, height)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15) returning wall_id`,
    [
      ...[name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m, by.who],
      ...[screen.address, screen.agent, screen.width, screen.height],
    ],
  )
  if (!wall) throw new Refused('wrong-state', 'The wall was not written.')
  await tx.rows('update wall_pairing set wall_id = $2 where wall_pairing_id = $1', [
    wall_pairing_id,
    wall.wall_id,
  ])
  return { result: wall, site }
}
