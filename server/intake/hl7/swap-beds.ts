/** A17: two patients change beds. */
import { Refused } from '../../commands/refused.ts'
import { patientOf } from './people.ts'
import { does, isAt, onRecord, type Told } from './told.ts'
import { visitOf, type Visit } from './visits.ts'

/**
 * PV1-3 of each is where they are from now on. Both there already: told before. Each where the other is to be: they change.
 * Anything else cannot be an exchange of these two, and a person must look.
 */
export async function changeBeds(told: Told, visit: Visit | undefined): Promise<void> {
  const { tx, site, by, intention } = told
  const { second, to, at } = intention
  if (!second) throw new Refused('invalid-input', 'PID: there is only one', { field: 'PID' })
  if (!to || !second.to) throw new Refused('invalid-input', 'PV1-3: no location', { field: 'PV1-3' })
  const one = onRecord(intention, visit)
  const otherPatient = await patientOf(tx, site, second.person, by)
  const other = onRecord(second, await visitOf(tx, site, otherPatient, second.visit))
  const here = await told.place(to, 'PV1-3')
  const there = await told.place(second.to, 'PV1-3')
  if (isAt(one, here) && isAt(other, there)) return
  if (!isAt(one, there) || !isAt(other, here)) {
    throw new Refused('wrong-state', "PV1-3: the two are not in one another's places", { field: 'PV1-3' })
  }
  await does(told, 'admissions/swap', {
    encounter_id: one.encounter_id,
    with_encounter_id: other.encounter_id,
    at,
  })
}
