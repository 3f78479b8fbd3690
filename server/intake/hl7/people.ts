/** Whose message this is: the patient an identifier leads to, registered when the site does not know them yet. */
import type { Identifier } from '../../../schema/commands/patients.ts'
import { Refused } from '../../commands/refused.ts'
import { within } from '../../commands/run.ts'
import type { By } from '../../commands/verb.ts'
import type { Tx } from '../../database/pool.ts'
import type { Demographics, Person } from './adt.ts'

/**
 * Makes messages about the same person wait for one another, before anybody looks whether the person is known: else two
 * connections would both register them.
 */
export async function lockPeople(tx: Tx, site: string, people: readonly Identifier[]): Promise<void> {
  const keys = people.map(({ authority, value }) => `${site}\n${authority}\n${value}`).sort()
  for (const key of keys) {
    await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 7))', [key]) // 7: apart from run.ts's keys
  }
}

/**
 * The patient, registered if need be. Found by the primary identifier only: other numbers (social security, insurance)
 * are shared and mistyped too often to say who somebody is.
 * @throws Refused `invalid-input` when the message does not say who
 */
export async function patientOf(tx: Tx, site: string, person: Person | undefined, by: By): Promise<number> {
  if (!person) throw new Refused('invalid-input', 'PID-3: no identifier', { field: 'PID-3' })
  return (
    (await find(tx, site, person.primary)) ??
    (await sameByMrn(tx, site, person)) ??
    register(tx, site, person, by)
  )
}

/** Follows merged records to the one that lives on. */
export async function find(
  tx: Tx,
  site: string,
  { authority, value }: Identifier,
): Promise<number | undefined> {
  const found = await tx.row<{ patient_id: number }>(
    `with recursive chain (patient_id, merged_into) as (
       select p.patient_id, p.merged_into from patient p join patient_identifier i using (patient_id)
        where i.site = $1 and i.authority = $2 and i.value = $3
       union all
       select p.patient_id, p.merged_into from chain c join patient p on p.patient_id = c.merged_into
     )
     select patient_id from chain where merged_into is null`,
    [site, authority, value],
  )
  return found?.patient_id
}

/** Somebody with this number as the site's own MRN (registered here by hand) who has the same name and birth date. */
async function sameByMrn(
  tx: Tx,
  site: string,
  { primary, demographics }: Person,
): Promise<number | undefined> {
  const id = await find(tx, site, { authority: site, value: primary.value })
  if (id === undefined) return undefined
  const same = await tx.row(
    'select 1 as one from patient where patient_id = $1 and lower(family) = lower($2) and birth_date = $3::date',
    [id, demographics.family ?? null, demographics.birth_date ?? null],
  )
  return same && id
}

async function register(
  tx: Tx,
  site: string,
  { primary, others, demographics }: Person,
  by: By,
): Promise<number> {
  const all = [primary, ...others].map((each) => ({ authority: each.authority, value: each.value }))
  const taken = await tx.rows<Identifier>(
    `select authority, value from patient_identifier join jsonb_to_recordset($2) as asked (authority text, value text)
       using (authority, value) where site = $1`,
    [site, JSON.stringify([...all, { authority: site, value: primary.value }])],
  )
  const free = (asked: Identifier): boolean =>
    !taken.some(({ authority, value }) => authority === asked.authority && value === asked.value)
  const { patient_id } = await within(
    tx,
    'patients/register',
    {
      site,
      // Another authority's number 123 is not this site's 123: then the number says whose it is.
      mrn: (free({ authority: site, value: primary.value })
        ? primary.value
        : `${primary.value} (${primary.authority})`
      ).slice(0, 80),
      identifiers: all.filter(free).slice(0, 20),
      family: demographics.family ?? 'Unknown',
      given: demographics.given ?? '',
      birth_date: demographics.birth_date ?? null,
      sex: demographics.sex ?? 'unknown',
      privacy: demographics.privacy ?? 'normal',
    },
    by,
  )
  return patient_id
}

/** Brings what is known of a patient up to date; a message that says nothing new does nothing. */
export async function correct(tx: Tx, patientId: number, said: Demographics, by: By): Promise<void> {
  const known = await tx.row<Record<keyof Demographics, string | null>>(
    'select family, given, birth_date, sex, privacy from patient where patient_id = $1',
    [patientId],
  )
  if (!known) throw new Error(`patient ${patientId} vanished`) // nothing deletes a patient
  const changed = Object.entries(said).filter(
    ([name, value]) => value !== undefined && value !== known[name as keyof Demographics], // the keys are said's own
  )
  if (changed.length === 0) return
  await within(tx, 'patients/update', { patient_id: patientId, ...Object.fromEntries(changed) }, by)
}
