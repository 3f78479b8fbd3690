/** Vital signs that another system tells (ORU^R01, ORU^R30): a set of observations of whom the message is about. */
import { vitalNames, type Vitals } from '../../../schema/observations/vitals.ts'
import type { Instant } from '../../../schema/terms.ts'
import { Refused } from '../../commands/refused.ts'
import { within } from '../../commands/run.ts'
import type { By } from '../../commands/verb.ts'
import type { Tx } from '../../database/pool.ts'
import type { Intention } from './adt.ts'
import { find, lockPeople } from './people.ts'
import { onRecord, type Note } from './told.ts'
import { visitOf } from './visits.ts'

export interface Observed {
  person: Intention['person']
  visit: Intention['visit']
  sets: { at: Instant | undefined; values: Partial<Vitals> }[]
}

/**
 * Puts each set on record. What the same sender tells of the same instant is one set: more of it completes what was told
 * before, another value corrects it; the set of before is cancelled and stays on record.
 * @returns why nothing was to be done, where that is so
 */
export async function observed(
  tx: Tx,
  site: string,
  { person, visit: said, sets }: Observed,
  by: By,
): Promise<Note> {
  if (!person) throw new Refused('invalid-input', 'PID-3: no identifier', { field: 'PID-3' })
  await lockPeople(tx, site, [person.primary])
  // Nobody is registered by a pulse.
  const patientId = await find(tx, site, person.primary)
  if (patientId === undefined)
    throw new Refused('not-found', 'PID-3: this patient is not on record', { field: 'PID-3' })
  const { encounter_id } = onRecord({ visit: said }, await visitOf(tx, site, patientId, said))
  if (sets.length === 0) return 'OBX: none of the vital signs has a result yet'
  let note: Note
  for (const { at, values } of sets) note = await oneSet(tx, encounter_id, at, values, by)
  return note
}

async function oneSet(
  tx: Tx,
  encounter_id: number,
  at: Instant | undefined,
  values: Partial<Vitals>,
  by: By,
): Promise<Note> {
  const before = await tx.row<Vitals & { observation_set_id: number }>(
    `select observation_set_id, ${vitalNames.join(', ')} from observation_set
      where encounter_id = $1 and taken_at = coalesce($2, now()) and taken_by = $3 and source = 'message'
        and cancelled_at is null for update`,
    [encounter_id, at ?? null, by.who],
  )
  const now = Object.fromEntries(vitalNames.map((name) => [name, values[name] ?? null]))
  for (const name of vitalNames) if (!(name in values)) now[name] = before?.[name] ?? null
  if (vitalNames.every((name) => now[name] === (before?.[name] ?? null)))
    return before ? 'OBX: this is on record already' : 'OBX: nothing is on record to take back'
  if (before) {
    const { observation_set_id } = before
    const changed = vitalNames.some((name) => before[name] !== null && before[name] !== now[name])
    const why = `${changed ? 'corrected' : 'completed'} by ${by.who}`
    await within(tx, 'observations/cancel', { observation_set_id, why }, by)
  }
  const left = Object.fromEntries(Object.entries(now).filter(([, value]) => value !== null))
  if (Object.keys(left).length > 0) await recorded(tx, { encounter_id, at, ...left }, by)
  return undefined
}

/** Refused for its instant, it says which field: a command knows of no OBX. */
async function recorded(
  tx: Tx,
  input: { encounter_id: number; at: Instant | undefined },
  by: By,
): Promise<void> {
  try {
    await within(tx, 'observations/record', input, by)
  } catch (error) {
    if (!(error instanceof Refused) || (error.code !== 'out-of-order' && error.code !== 'wrong-state'))
      throw error
    throw new Refused(error.code, 'OBX-14: the patient was not here then', { field: 'OBX-14' })
  }
}
