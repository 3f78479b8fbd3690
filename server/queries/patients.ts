import type { QueryResult } from '../../schema/queries.ts'
import { phoneDigits } from '../../schema/duplicates.ts'
import { MRN_DIGITS } from '../commands/patients/mrn.ts'
import type { Database } from '../database/pool.ts'
import { birthDatesIn } from './birth-dates.ts'
import type { Answer } from './index.ts'
import { PHONE_OF, RECORDS_OF } from './records.ts'

type Found = QueryResult<'patients'>['patients'][number]

const AT_MOST = 50

/**
 * Patients this site knows, by the beginning of a name ("oka", "okafor, am", "amara okafor"), by a whole number of theirs
 * (an MRN also without its leading zeros), by their birth date, or by the end of their telephone number. A merged record is
 * found by its own name and number and answered by the survivor.
 */
export const patients: Answer<'patients'> = async (database, { site, find }) => {
  const known = await database.row('select 1 as one from site where site = $1', [site])
  if (!known) return undefined
  const people = await peopleFound(database, site, find)
  const ids = people.map((person) => person.patient_id)
  const identifiers = await identifiersOf(database, site, ids)
  const encounters = await openEncountersOf(database, site, ids)
  return {
    patients: people.map((person) => ({
      ...person,
      identifiers: identifiers
        .filter((row) => row.patient_id === person.patient_id)
        .map(({ authority, value }) => ({ authority, value })),
      encounter: encounters.get(person.patient_id) ?? null,
    })),
  }
}

function peopleFound(
  database: Database,
  site: string,
  find: string,
): Promise<Omit<Found, 'identifiers' | 'encounter'>[]> {
  // "okafor, amara" and "amara okafor" are one name in two parts; "van der berg" may be one part as well.
  const [one = '', ...rest] = find.split(/[\s,]+/).filter(Boolean)
  const other = rest.join(' ')
  return database.rows(
    `with recursive hit (patient_id) as (
       select patient_id from patient
        where lower(family) like lower($2) or lower(given) like lower($2)
           or ($4 <> '%' and ((lower(family) like lower($3) and lower(given) like lower($4))
                           or (lower(family) like lower($4) and lower(given) like lower($3))))
       union
       select patient_id from patient_identifier where value in ($5, $6) and site = $1
       union
       select patient_id from patient where birth_date = any ($7)
       union
       select patient_id from patient_phone where ended_at is null and reverse(digits) like $8
     ), chain (patient_id, merged_into) as (
       select p.patient_id, p.merged_into from hit join patient p using (patient_id)
       union
       select p.patient_id, p.merged_into from chain c join patient p on p.patient_id = c.merged_into
     )
     select p.patient_id, p.family, p.given, p.birth_date, p.sex, p.privacy, ${PHONE_OF('p.patient_id')} as phone
       from chain c join patient p using (patient_id)
      where c.merged_into is null
        and exists (${RECORDS_OF('p.patient_id')} select from records join patient_identifier i using (patient_id)
                     where i.site = $1)
      order by lower(p.family), lower(p.given), p.birth_date, p.patient_id
      limit ${AT_MOST}`,
    [
      site,
      prefix(find),
      prefix(one),
      prefix(other),
      find,
      /^\d+$/.test(find) ? find.padStart(MRN_DIGITS, '0') : find,
      birthDatesIn(find),
      phoneEnd(find),
    ],
  )
}

/** What was typed, as the beginning of something: a % in it is a per cent sign. */
const prefix = (text: string): string => `${text.replace(/[\\%_]/g, '\\$&')}%`

/** So many digits at the least: fewer end too many numbers. */
const PHONE_LEAST = 6

/** Numbers are kept with their digits the other way round, so that an index finds them by their end. */
function phoneEnd(find: string): string {
  const digits = /^[+\d][\d ()./-]*$/.test(find) ? phoneDigits(find) : ''
  return digits.length < PHONE_LEAST ? '' : `${Array.from(digits).reverse().join('')}%`
}

function identifiersOf(
  database: Database,
  site: string,
  ids: readonly number[],
): Promise<{ patient_id: number; authority: string; value: string }[]> {
  return database.rows(
    `select asked.patient_id, i.authority, i.value
       from unnest($2::bigint[]) as asked (patient_id)
      cross join lateral (
        ${RECORDS_OF('asked.patient_id')}
        select i.authority, i.value, i.patient_identifier_id
          from records join patient_identifier i using (patient_id) where i.site = $1) i
      order by i.authority <> $1, i.patient_identifier_id`, // the site's own numbers first
    [site, ids],
  )
}

async function openEncountersOf(
  database: Database,
  site: string,
  ids: readonly number[],
): Promise<Map<number, NonNullable<Found['encounter']>>> {
  const rows = await database.rows<NonNullable<Found['encounter']> & { patient_id: number }>(
    `select e.patient_id, e.encounter_id, e.class, u.code as unit, b.code as bed
       from encounter e
       left join stay s on s.encounter_id = e.encounter_id and s.ended_at is null and s.cancelled_at is null
       left join unit u on u.unit_id = s.unit_id
       left join bed b on b.bed_id = s.bed_id
      where e.site = $1 and e.patient_id = any ($2) and e.ended_at is null and e.cancelled_at is null
      order by b.bed_id is not null, e.started_at`, // of several, the one in a bed, the latest, stays in the map
    [site, ids],
  )
  return new Map(rows.map(({ patient_id, ...encounter }) => [patient_id, encounter]))
}
