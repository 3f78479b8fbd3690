import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** A system that is told what happens at a site. Said again, it replaces what was said; what waits, waits on. */
export const setReceiver: Verb<'interfaces/set-receiver'> = async (tx, input) => {
  const { site } = await siteOf(tx, input.site)
  const receiver = await tx.row<{ receiver_id: number }>(
    `insert into receiver (site, name, host, port, application, facility, kinds, encoding, on_reject, active)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
     on conflict (site, name) do update
        set host = excluded.host, port = excluded.port, application = excluded.application,
            facility = excluded.facility, kinds = excluded.kinds, encoding = excluded.encoding,
            on_reject = excluded.on_reject, active = excluded.active
      where receiver.url is null
     returning receiver_id`,
    [
      site,
      input.name,
      input.host,
      input.port,
      input.application,
      input.facility,
      input.kinds,
      input.encoding,
      input.on_reject,
      input.active,
    ],
  )
  if (!receiver)
    throw new Refused('already-exists', `${input.name} is a webhook already. Give this one another name.`, {
      name: input.name,
    })
  return { result: receiver, site }
}
