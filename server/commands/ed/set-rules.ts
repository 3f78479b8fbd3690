import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** What was set before is on record with whoever set it. Visits keep the scale they were triaged by. */
export const setRules: Verb<'ed/set-rules'> = async (tx, input) => {
  const { site } = await siteOf(tx, input.site)
  const { lines } = input
  await tx.rows(
    `insert into ed_setting (site, scale, own_categories, space_min, boarding_min, stay_min, four_hour_min, twelve_hour_min,
                             nedocs_counts, nedocs_cap)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (site) do update
        set scale = excluded.scale, own_categories = excluded.own_categories, space_min = excluded.space_min,
            boarding_min = excluded.boarding_min, stay_min = excluded.stay_min, four_hour_min = excluded.four_hour_min,
            twelve_hour_min = excluded.twelve_hour_min, nedocs_counts = excluded.nedocs_counts,
            nedocs_cap = excluded.nedocs_cap`,
    [
      site,
      input.scale,
      input.own_categories,
      lines.space,
      lines.boarding,
      lines.stay,
      lines['four-hour'],
      lines['twelve-hour'],
      input.nedocs_counts,
      input.nedocs_cap,
    ],
  )
  return { result: { site }, site }
}
