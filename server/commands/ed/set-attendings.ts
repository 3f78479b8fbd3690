import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** EDWIN divides by them: as long as nobody says how many, there is none. */
export const setAttendings: Verb<'ed/set-attendings'> = async (tx, input, { by, now }) => {
  const { site } = await siteOf(tx, input.site)
  const known = input.attendings !== null
  await tx.rows(
    `insert into ed_setting (site, attendings, attendings_at, attendings_by) values ($1, $2, $3, $4)
     on conflict (site) do update set attendings = excluded.attendings, attendings_at = excluded.attendings_at,
                                      attendings_by = excluded.attendings_by`,
    [site, input.attendings, known ? now : null, known ? by.who : null],
  )
  return { result: { site }, site }
}
