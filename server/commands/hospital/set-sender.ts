import { grantsOf, mayRun } from '../../../schema/access/may.ts'
import { mayDo } from '../../../schema/access/rights.ts'
import { isEverywhere } from '../../../schema/access/roles.ts'
import type { Viewer } from '../../../schema/access/viewer.ts'
import type { CommandInput } from '../../../schema/commands/index.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import { viewerOf, type Verb } from '../verb.ts'

/** How the messages of one HL7 sender are to be read. Said again, it replaces what was said. */
export const setSender: Verb<'hospital/set-sender'> = async (tx, input, { by }) => {
  await siteOf(tx, input.site)
  await refuseAnothers(tx, input, viewerOf(by))
  const sender = await tx.row<{ sender_id: number }>(
    `insert into sender (application, facility, site, unit_component, room_component, bed_component, clocks,
                         time_zone, quarantine_answer, charset, reused_ids, addresses, certificates)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11,
             coalesce((select array_agg(network(a::inet)) from unnest($12::text[]) a), '{}'), $13)
     on conflict (application, facility) do update
        set site = excluded.site, unit_component = excluded.unit_component, room_component = excluded.room_component,
            bed_component = excluded.bed_component, clocks = excluded.clocks, time_zone = excluded.time_zone,
            quarantine_answer = excluded.quarantine_answer, charset = excluded.charset,
            reused_ids = excluded.reused_ids, addresses = excluded.addresses, certificates = excluded.certificates
     returning sender_id`,
    [
      input.application,
      input.facility,
      input.site,
      input.unit_component,
      input.room_component,
      input.bed_component,
      input.clocks,
      input.time_zone,
      input.quarantine_answer,
      input.charset,
      input.reused_ids,
      input.addresses,
      input.certificates,
    ],
  )
  if (!sender) throw new Error('the sender was not written')
  return { result: sender, site: input.site }
}

/**
 * Whose messages are read as another site's are taken from nobody but by who may set that site's too; and what fits senders that nobody
 * has named yet (`*`) is set by who is everywhere, where there is more than one site.
 */
async function refuseAnothers(
  tx: Tx,
  { application, facility, site }: CommandInput<'hospital/set-sender'>,
  viewer: Viewer | undefined,
): Promise<void> {
  if (!viewer || grantsOf(viewer.grants, mayDo['hospital/set-sender']).some(isEverywhere)) return
  const another = await tx.row('select 1 from site where site <> $1 limit 1', [site])
  if (!another) return
  if (application === '*' || facility === '*')
    throw new Refused(
      'forbidden',
      'application, facility: only somebody of all sites sets what any sender means',
    )
  // As senderOf finds it: what their messages are read as today.
  const now = await tx.row<{ site: string }>(
    `select site from sender where application in ($1, '*') and facility in ($2, '*')
      order by application = '*', facility = '*' limit 1`,
    [application, facility],
  )
  if (now && !mayRun(viewer.grants, 'hospital/set-sender', { site: now.site, unit: null }))
    throw new Refused('forbidden', `${application}, ${facility}: they send for another site`)
}
