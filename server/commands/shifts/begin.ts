import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { openShift } from './open-shift.ts'

/** Somebody comes on shift. Who is on already changes zone: the one shift ends, the other begins. */
export const begin: Verb<'shifts/begin'> = async (tx, input, { by, now }) => {
  const { time_zone } = await siteOf(tx, input.site)
  const whose = { site: input.site, person: input.person ?? by.who, role: input.role }
  const open = await openShift(tx, whose)
  if (open && open.zone === input.zone) {
    throw new Refused(
      'already-done',
      `${whose.person} is on shift since ${onTheClock(open.began_at, time_zone)}.`,
      { since: open.began_at },
    )
  }
  const at = instantOf(input.at, now, { after: [open?.began_at ?? null] })
  if (open && at < open.began_at) {
    throw new Refused(
      'out-of-order',
      `${whose.person} is on another shift since ${onTheClock(open.began_at, time_zone)}.`,
      { after: open.began_at },
    )
  }
  if (input.ends_at !== null && Date.parse(input.ends_at) <= Date.parse(at)) {
    throw new Refused('invalid-input', 'ends_at: a shift ends after it begins', {
      issues: [{ field: 'ends_at', rule: 'after the beginning' }],
    })
  }
  if (open) await tx.rows('update shift set ended_at = $2 where shift_id = $1', [open.shift_id, at])
  const shift = await tx.row<{ shift_id: number }>(
    `insert into shift (site, person, role, zone, began_at, ends_at) values ($1, $2, $3, $4, $5, $6) returning shift_id`,
    [whose.site, whose.person, whose.role, input.zone, at, input.ends_at],
  )
  if (!shift) throw new Error('the shift was not written')
  return { result: shift, site: input.site }
}
