import type { CheckedInput } from '../../../schema/commands/index.ts'
import type { Tx } from '../../database/pool.ts'
import { MRN_DIGITS } from '../patients/mrn.ts'
import { newIds } from './new-ids.ts'

type Encounters = CheckedInput<'history/import'>['encounters']

/**
 * The patients of these encounters, in their order: who has the number already is that patient, the others are new. The
 * numbers the site gives itself go on behind the highest of these.
 */
export async function peopleOf(tx: Tx, site: string, encounters: Encounters): Promise<number[]> {
  const known = await survivorsByMrn(
    tx,
    site,
    encounters.map((encounter) => encounter.mrn),
  )
  const fresh = new Map(encounters.filter(({ mrn }) => !known.has(mrn)).map((person) => [person.mrn, person]))
  const ids = await newIds(tx, 'patient', fresh.size)
  const people = [...fresh.values()].map((person, n) => ({ ...person, patient_id: ids[n] ?? 0 }))
  await tx.rows(
    `insert into patient (patient_id, family, given, birth_date, sex, privacy) overriding system value
     select * from jsonb_to_recordset($1) as p (patient_id bigint, family text, given text, birth_date date, sex text,
       privacy text)`,
    [JSON.stringify(people)],
  )
  await tx.rows(
    `insert into patient_identifier (patient_id, site, authority, value)
     select patient_id, $1, $1, mrn from jsonb_to_recordset($2) as p (patient_id bigint, mrn text)`,
    [site, JSON.stringify(people)],
  )
  await tx.rows(
    `update site set last_mrn = greatest(last_mrn, (select max(value::bigint) from unnest($2::text[]) as given (value)
                                                     where value ~ '^[0-9]+$' and length(value) = $3))
      where site = $1`,
    [site, people.map((person) => person.mrn), MRN_DIGITS],
  )
  const all = new Map([...known, ...people.map(({ mrn, patient_id }) => [mrn, patient_id] as const)])
  return encounters.map(({ mrn }) => all.get(mrn) ?? 0)
}

async function survivorsByMrn(tx: Tx, site: string, mrns: readonly string[]): Promise<Map<string, number>> {
  const rows = await tx.rows<{ value: string; patient_id: number }>(
    `with recursive chain (value, patient_id, merged_into) as (
       select i.value, p.patient_id, p.merged_into from patient_identifier i join patient p using (patient_id)
        where i.site = $1 and i.authority = $1 and i.value = any ($2)
       union all
       select c.value, p.patient_id, p.merged_into from chain c join patient p on p.patient_id = c.merged_into
     )
     select value, patient_id from chain where merged_into is null`,
    [site, mrns],
  )
  return new Map(rows.map(({ value, patient_id }) => [value, patient_id]))
}
