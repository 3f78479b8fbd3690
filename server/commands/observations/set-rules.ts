import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** How long until the next set after each score, and what a corridor may see. */
export const setRules: Verb<'observations/set-rules'> = async (tx, input) => {
  const { site } = await siteOf(tx, input.site)
  await tx.rows(
    `insert into observation_rule
       (site, every_0, every_1_to_4, every_single_3, every_5_to_6, every_7, monitor_every, first_within, corridor)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
     on conflict (site) do update
        set every_0 = excluded.every_0, every_1_to_4 = excluded.every_1_to_4,
            every_single_3 = excluded.every_single_3, every_5_to_6 = excluded.every_5_to_6,
            every_7 = excluded.every_7, monitor_every = excluded.monitor_every,
            first_within = excluded.first_within, corridor = excluded.corridor`,
    [
      site,
      input.none,
      input.low,
      input.single,
      input.urgent,
      input.emergency,
      input.monitor,
      input.first,
      input.corridor,
    ],
  )
  return { result: { site }, site }
}
