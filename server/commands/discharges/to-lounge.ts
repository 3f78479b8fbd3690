import type { Tx } from '../../database/pool.ts'
import { transfer } from '../admissions/transfer.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockLeaving } from './leaving.ts'

/**
 * The patient waits in the discharge lounge, and the bed they left wants cleaning. Refused `wrong-state` for one whose
 * discharge is neither ordered nor ready: a patient who stays is transferred, not sent out.
 */
export const toLounge: Verb<'discharges/to-lounge'> = async (tx, input, context) => {
  const encounter = await lockLeaving(tx, input.encounter_id)
  if (encounter.discharge_ordered_at === null && encounter.ready_to_leave_at === null) {
    throw new Refused(
      'wrong-state',
      `The discharge of ${encounter.name} is not ordered. Order it first; then they can wait in the lounge.`,
      { state: 'not ordered' },
    )
  }
  const unit = await loungeOf(tx, encounter.site, input.unit)
  return transfer(tx, { encounter_id: input.encounter_id, to: { unit }, at: input.at, override: [] }, context)
}

/** @throws Refused `not-found` where there is none; `invalid-input` when it is not said which, or it is no lounge */
async function loungeOf(tx: Tx, site: string, asked: string | undefined): Promise<string> {
  const lounges = (
    await tx.rows<{ code: string }>(
      `select code from unit where site = $1 and kind = 'lounge' order by position`,
      [site],
    )
  ).map(({ code }) => code)
  const [only] = lounges
  if (only === undefined) {
    throw new Refused('not-found', `Site ${site} has no discharge lounge: no unit of the kind lounge.`, {
      site,
    })
  }
  if (asked === undefined && lounges.length === 1) return only
  if (asked !== undefined && lounges.includes(asked)) return asked
  const rule = `one of the lounges of ${site}: ${lounges.join(', ')}`
  throw new Refused('invalid-input', `unit: ${rule}`, { issues: [{ field: 'unit', rule }] })
}
