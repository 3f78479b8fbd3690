import type { Verb } from '../verb.ts'
import { lockSite } from './lock-site.ts'

/** Sets from which figures on each level is proposed. It changes what is proposed, never what is declared. */
export const setRules: Verb<'surge/set-rules'> = async (tx, input) => {
  await lockSite(tx, input.site)
  await tx.rows(
    `insert into surge_rule (site, occupancy_2, occupancy_3, occupancy_4, waiting_2, waiting_3, waiting_4)
     values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (site) do update
        set occupancy_2 = excluded.occupancy_2, occupancy_3 = excluded.occupancy_3,
            occupancy_4 = excluded.occupancy_4, waiting_2 = excluded.waiting_2,
            waiting_3 = excluded.waiting_3, waiting_4 = excluded.waiting_4`,
    [input.site, ...input.occupancy, ...input.waiting],
  )
  return { result: { site: input.site }, site: input.site }
}
