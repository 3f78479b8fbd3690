import { instantOf, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { openShift } from './open-shift.ts'

/** Somebody goes off shift. What they had in hand stays theirs until it is given to another. */
export const end: Verb<'shifts/end'> = async (tx, input, { by, now }) => {
  const { time_zone } = await siteOf(tx, input.site)
  const whose = { site: input.site, person: input.person ?? by.who, role: input.role }
  const open = await openShift(tx, whose)
  if (!open) throw new Refused('already-done', `${whose.person} is not on shift.`)
  const at = instantOf(input.at, now, { after: [open.began_at] })
  if (at < open.began_at) {
    throw new Refused(
      'out-of-order',
      `${whose.person} came on shift at ${onTheClock(open.began_at, time_zone)} only.`,
      { after: open.began_at },
    )
  }
  await tx.rows('update shift set ended_at = $2 where shift_id = $1', [open.shift_id, at])
  return { result: { shift_id: open.shift_id }, site: input.site }
}
