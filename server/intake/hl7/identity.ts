/** Who is who: merged, linked, told apart, known by another number; and whose visit is whose. */
import { Refused } from '../../commands/refused.ts'
import type { Intention, Merge } from './adt.ts'
import { find, patientOf } from './people.ts'
import { does, unlessDone, type Told } from './told.ts'
import { visitOf } from './visits.ts'

type Asked = Omit<Told, 'patientId'>

/** A18, A30, A34, A36, A39, A40: both numbers find one person from now on; a number nobody knew is put on record. */
export async function isOnePerson(told: Asked): Promise<void> {
  const { tx, site, by } = told
  for (const { into, from } of pairs(told.intention)) {
    const survivor = await patientOf(tx, site, into, by)
    const demographics = into?.demographics ?? {}
    const old =
      (await find(tx, site, from)) ??
      (await patientOf(tx, site, { primary: from, others: [], demographics }, by))
    if (old === survivor) continue
    await does(told, 'patients/merge', { patient_id: old, into_patient_id: survivor })
  }
}

/** A24, A37: two records are one person and stay two; or are two people after all. */
export async function areLinked(told: Told, how: 'link' | 'unlink'): Promise<void> {
  const { tx, site, by, intention, patientId } = told
  if (!intention.second) throw new Refused('invalid-input', 'PID: there is only one', { field: 'PID' })
  const other_patient_id = await patientOf(tx, site, intention.second.person, by)
  await unlessDone(told, `patients/${how}`, { patient_id: patientId, other_patient_id })
}

/** A46, A47: another number; the old one was wrong. */
export async function hasOtherNumber(told: Asked): Promise<void> {
  const { tx, site, by } = told
  for (const { into, from } of pairs(told.intention)) {
    const known = await find(tx, site, from)
    if (known === undefined || !into) {
      await patientOf(tx, site, into, by) // told before, or nobody knew the old one
      continue
    }
    await unlessDone(told, 'patients/change-identifier', { site, patient_id: known, from, to: into.primary })
  }
}

/** A42: two numbers are one visit. Where both are on record, a person must say which of them was never. */
export async function isOneVisit(told: Told): Promise<void> {
  const { tx, site, patientId } = told
  for (const { formerVisit, visit } of told.intention.merges) {
    const [former, number] = numbers({ formerVisit, visit })
    const gone = await visitOf(tx, site, patientId, { number: former, sure: true })
    const kept = await visitOf(tx, site, patientId, { number, sure: true })
    if (gone && kept && gone.encounter_id !== kept.encounter_id) {
      throw new Refused('already-exists', 'MRG-5: both visits are on record; cancel one of them', {
        field: 'MRG-5',
      })
    }
    if (gone) await unlessDone(told, 'visits/renumber', { encounter_id: gone.encounter_id, visit: number })
    else if (!kept) throw new Refused('not-found', 'MRG-5: this visit is not on record', { field: 'MRG-5' })
  }
}

/** A44, A45: the visit is another person's, whose PID stands there; it may get another number too. */
export async function isOthersVisit(told: Asked): Promise<void> {
  const { tx, site, by } = told
  for (const { into, from, formerVisit, visit } of pairs(told.intention)) {
    const owner = await patientOf(tx, site, into, by)
    const [former, number] = numbers({ formerVisit, visit })
    const found = await tx.row<{ encounter_id: number; patient_id: number }>(
      `select encounter_id, patient_id from encounter
        where site = $1 and visit = any ($2) and cancelled_at is null order by visit = $3 desc limit 1`,
      [site, [former, number], former],
    )
    if (!found) throw new Refused('not-found', 'MRG-5: this visit is not on record', { field: 'MRG-5' })
    const { encounter_id } = found
    if (found.patient_id !== owner) {
      if (found.patient_id !== (await find(tx, site, from))) {
        throw new Refused('wrong-state', 'MRG-1: this visit belongs to another patient', { field: 'MRG-1' })
      }
      await does(told, 'visits/move', { encounter_id, patient_id: owner })
    }
    await unlessDone(told, 'visits/renumber', { encounter_id, visit: number })
  }
}

/** A49, A50: another number of the visit. */
export async function isVisitNumbered(told: Told): Promise<void> {
  const { tx, site, patientId } = told
  for (const { formerVisit, visit } of told.intention.merges) {
    const [former, number] = numbers({ formerVisit, visit })
    const known =
      (await visitOf(tx, site, patientId, { number: former, sure: true })) ??
      (await visitOf(tx, site, patientId, { number, sure: true }))
    if (!known) throw new Refused('not-found', 'MRG-5: this visit is not on record', { field: 'MRG-5' })
    await unlessDone(told, 'visits/renumber', { encounter_id: known.encounter_id, visit: number })
  }
}

function pairs({ merges }: Intention): (Merge & { from: NonNullable<Merge['from']> })[] {
  if (merges.length === 0) throw new Refused('invalid-input', 'MRG: no such segment', { field: 'MRG' })
  return merges.map((merge) => {
    if (!merge.from) throw new Refused('invalid-input', 'MRG-1: no identifier', { field: 'MRG-1' })
    return { ...merge, from: merge.from }
  })
}

/** The visit's former number, and the one it has from now on (where none is said, the same). */
function numbers({ formerVisit, visit }: Pick<Merge, 'formerVisit' | 'visit'>): [string, string] {
  const former = formerVisit ?? visit?.number
  if (former === undefined) throw new Refused('invalid-input', 'MRG-5: no visit number', { field: 'MRG-5' })
  return [former, visit?.number ?? former]
}
