import { instantOf, normal } from '../instants.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** An ambulance is on its way. The same call sign may come again the same day: it is another journey. */
export const announceAmbulance: Verb<'ed/announce-ambulance'> = async (tx, input, { by, now }) => {
  const { site } = await siteOf(tx, input.site)
  const made = await tx.row<{ ambulance_id: number }>(
    `insert into ed_ambulance (site, call_sign, expected_at, complaint, category, announced_at, announced_by)
     values ($1, $2, $3, $4, $5, $6, $7) returning ambulance_id`,
    [
      site,
      input.call_sign,
      input.expected_at && normal(input.expected_at),
      input.complaint,
      input.category,
      instantOf(input.at, now),
      by.who,
    ],
  )
  if (!made) throw new Error('the ambulance was not inserted')
  return { result: made, site }
}
