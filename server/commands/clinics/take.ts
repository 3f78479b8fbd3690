import { numberOf, turnOf } from '../../../schema/clinics.ts'
import type { Instant } from '../../../schema/terms.ts'
import { hashOf, newSecret } from '../../access/secret.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { lockClinic } from './clinic.ts'

/** The next number of the clinic and day. With the clinic locked nobody else counts at the same time. */
export const take: Verb<'clinics/take'> = async (tx, input, { by, now }) => {
  const clinic = await lockClinic(tx, input.site, input.clinic)
  const { clinic_id, site, today, letter, name } = clinic
  if (!clinic.open) throw new Refused('wrong-state', `${name} gives out no numbers now.`, { state: 'closed' })
  const { encounter_id, priority } = input
  if (encounter_id !== null && !(await isHere(encounter_id)))
    throw new Refused('not-found', `There is no encounter ${encounter_id} in ${site}.`, { encounter_id })
  const before = await tx.row<{ nth: number; taken_at: Instant }>(
    'select nth, taken_at from ticket where counted_by = $1 and day = $2 order by nth desc limit 1',
    [clinic_id, today],
  )
  const nth = (before?.nth ?? 0) + 1
  const number = numberOf(letter, nth)
  const at = instantOf(undefined, now, { after: [before?.taken_at ?? null] })
  const code = newSecret()
  const ticket = await tx.row<{ ticket_id: number }>(
    `insert into ticket (site, counted_by, day, nth, number, clinic_id, encounter_id, priority, taken_at, waits_from, turn,
                         state, changed_at, changed_by, code_hash)
     values ($1, $2, $3, $4, $5, $2, $6, $7, $8, $8, $9, 'waiting', $8, $10, $11) returning ticket_id`,
    [
      ...[site, clinic_id, today, nth, number, encounter_id, priority],
      ...[at, turnOf(at, priority, clinic.head_start_min), by.who, hashOf(code)],
    ],
  )
  if (!ticket) throw new Error('the ticket was not inserted')
  const { ticket_id } = ticket
  return {
    result: { ticket_id, number },
    once: { code },
    site,
    encounters: encounter_id === null ? [] : [encounter_id],
  }

  async function isHere(id: number): Promise<boolean> {
    const found = await tx.row(
      'select from encounter where encounter_id = $1 and site = $2 and ended_at is null and cancelled_at is null',
      [id, site],
    )
    return found !== undefined
  }
}
