/** A record and those merged into it, in SQL. */

/** Defines `records (patient_id)`. */
export const RECORDS_OF = (patientId: string): string => `
  with recursive records (patient_id) as (
    select ${patientId}
    union
    select m.patient_id from records r join patient m on m.merged_into = r.patient_id
  )`

/** The number under which somebody is reached, under whichever of their records it was noted last. */
export const PHONE_OF = (patientId: string): string => `
  (${RECORDS_OF(patientId)}
   select n.phone from records join patient_phone n using (patient_id) where n.ended_at is null
    order by n.noted_at desc limit 1)`
