import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** How the messages of one HL7 sender are to be read. Said again, it replaces what was said. */
export const setSender: Verb<'hospital/set-sender'> = async (tx, input) => {
  await siteOf(tx, input.site)
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
