import type { QueryResult } from '../../schema/queries.ts'
import type { Answer } from './index.ts'
import { PHONE_OF, RECORDS_OF } from './records.ts'

type Patient = QueryResult<'patient'>

const VISITS = 50

/** One patient as the desk needs them: who, how reached, who pays, what they agreed to, their visits and merged records. */
export const patient: Answer<'patient'> = async (database, { site, patient_id }) => {
  const id = await database.row<{ patient_id: number }>(
    `with recursive chain (patient_id, merged_into) as (
       select patient_id, merged_into from patient where patient_id = $1
       union
       select p.patient_id, p.merged_into from chain c join patient p on p.patient_id = c.merged_into)
     select patient_id from chain where merged_into is null`,
    [patient_id],
  )
  if (!id) return undefined
  const of = [id.patient_id, site]
  const who = await database.row<
    Omit<Patient, 'identifiers' | 'insurance' | 'consents' | 'merged' | 'visits'>
  >(
    `select p.patient_id, p.family, p.given, p.birth_date, p.sex, p.privacy, ${PHONE_OF('p.patient_id')} as phone
       from patient p where p.patient_id = $1`,
    [id.patient_id],
  )
  if (!who) return undefined
  return {
    ...who,
    identifiers: await database.rows<Patient['identifiers'][number]>(
      `${RECORDS_OF('$1::bigint')} select i.authority, i.value from records join patient_identifier i using (patient_id)
        where i.site = $2 order by i.patient_id <> $1, i.authority <> $2, i.patient_identifier_id`,
      of,
    ),
    insurance: await database.rows<Patient['insurance'][number]>(
      `${RECORDS_OF('$1::bigint')}
       select insurance_id, payer, policy, valid_until, noted_at, noted_by
         from records join insurance using (patient_id) where site = $2 and ended_at is null order by noted_at desc`,
      of,
    ),
    consents: await database.rows<Patient['consents'][number]>(
      `${RECORDS_OF('$1::bigint')}
       select distinct on (kind) kind, given, said_by, said_name, said_at, noted_by
         from records join consent using (patient_id) where site = $2 order by kind, said_at desc, consent_id desc`,
      of,
    ),
    merged: await database.rows<Patient['merged'][number]>(
      `${RECORDS_OF('$1::bigint')}
       select m.patient_id, p.family, p.given, p.birth_date, m.merged_at, m.merged_by,
              cardinality(m.encounter_ids) as encounters
         from records r join patient_merge m on m.patient_id = r.patient_id and m.undone_at is null
         join patient p on p.patient_id = m.patient_id
        where $2::text is not null order by m.merged_at desc`,
      of,
    ),
    visits: await database.rows<Patient['visits'][number]>(
      `select e.encounter_id, e.class, e.mrn, e.started_at, e.ended_at, e.awaited, e.expected_arrival_at,
              u.code as unit, b.code as bed
         from encounter e
         left join stay s on s.encounter_id = e.encounter_id and s.ended_at is null and s.cancelled_at is null
         left join unit u on u.unit_id = s.unit_id left join bed b on b.bed_id = s.bed_id
        where e.patient_id = $1 and e.site = $2 and e.cancelled_at is null
        order by e.ended_at is not null, e.started_at desc limit ${VISITS}`,
      of,
    ),
  }
}
