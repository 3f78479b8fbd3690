import { LIKELY, likeness, phoneDigits, PHONE_END, type Described } from '../../schema/duplicates.ts'
import type { QueryResult } from '../../schema/queries.ts'
import { MRN_DIGITS } from '../commands/patients/mrn.ts'
import type { Database } from '../database/pool.ts'
import { dates } from './birth-dates.ts'
import type { Answer } from './index.ts'
import { PHONE_OF, RECORDS_OF } from './records.ts'

type Offered = QueryResult<'duplicates'>['duplicates'][number]

/** So many are looked at, and so many offered. */
const LOOKED_AT = 400
const OFFERED = 6

/** Whom the site knows that the one described may be, the likeliest first. */
export const duplicates: Answer<'duplicates'> = async (database, { site, number, ...described }) => {
  const asked: Described = {
    ...described,
    numbers: number === undefined ? [] : [number, number.padStart(MRN_DIGITS, '0')],
    phone: described.phone ?? null,
    birth_date: described.birth_date ?? null,
  }
  const people = await comparable(database, site, asked)
  return {
    duplicates: people
      .map(({ numbers, mrn, ...person }) => ({ ...person, mrn, ...likeness(asked, { ...person, numbers }) }))
      .filter(({ points }) => points >= LIKELY)
      .sort((a, b) => b.points - a.points || a.patient_id - b.patient_id)
      .slice(0, OFFERED),
  }
}

/** Those with something of it in common that an index finds: a number, the day or its neighbours, how a name begins in its plain form. */
function comparable(
  database: Database,
  site: string,
  { family, given, birth_date, phone, numbers }: Described,
): Promise<(Omit<Offered, 'points' | 'why'> & { numbers: string[] })[]> {
  const end = phoneDigits(phone ?? '').slice(-PHONE_END)
  return database.rows(
    `with recursive hit (patient_id) as (
       (select patient_id from patient where birth_date = any ($2)
         order by birth_date = $3 desc limit ${LOOKED_AT})
       union
       (select patient_id from patient
         where plain_name(family) like ${beginning('$6')} or plain_name(given) like ${beginning('$6')}
            or plain_name(family) like ${beginning('$7')}
         order by plain_name(family) = plain_name($6) desc, plain_name(given) = plain_name($7) desc
         limit ${LOOKED_AT})
       union
       select patient_id from patient_phone where ended_at is null and reverse(digits) like $5
       union
       select patient_id from patient_identifier where value = any ($4) and site = $1
     ), chain (patient_id, merged_into) as (
       select p.patient_id, p.merged_into from hit join patient p using (patient_id)
       union
       select p.patient_id, p.merged_into from chain c join patient p on p.patient_id = c.merged_into
     )
     select p.patient_id, p.family, p.given, p.birth_date, p.sex, ${PHONE_OF('p.patient_id')} as phone,
            own.numbers, own.numbers[1] as mrn
       from chain c join patient p using (patient_id)
      cross join lateral (
        ${RECORDS_OF('p.patient_id')}
        select array_agg(i.value order by i.authority <> $1, i.patient_identifier_id) as numbers
          from records join patient_identifier i using (patient_id) where i.site = $1) own
      where c.merged_into is null and own.numbers is not null
      limit ${2 * LOOKED_AT}`,
    [
      ...[site, datesNear(birth_date), birth_date],
      ...[numbers, end.length === PHONE_END ? `${Array.from(end).reverse().join('')}%` : ''],
      ...[family, given],
    ],
  )
}

/** Two letters: a slip is seldom among the first, and most of a big hospital is told apart by them. Nobody begins with none. */
const beginning = (name: string): string => `nullif(left(plain_name(${name}), 2), '') || '%'`

/** The day itself, the day with its month exchanged, and every day that differs by one digit. */
function datesNear(date: string | null): string[] {
  if (date === null) return []
  const [year = '', month = '', day = ''] = date.split('-')
  const others = Array.from(date).flatMap((digit, at) =>
    digit === '-'
      ? []
      : Array.from('0123456789').map((other) => date.slice(0, at) + other + date.slice(at + 1)),
  )
  return dates([date, `${year}-${day}-${month}`, ...others])
}
