/** Medical record numbers: the number a site knows a patient by. */
import type { Tx } from '../../database/pool.ts'

/** MRNs the site gives itself have this many digits, zero-padded, so that they sort and scan alike. */
export const MRN_DIGITS = 7

/** The site's next free number. A number that came from outside is skipped, not given twice. */
export async function nextMrn(tx: Tx, site: string): Promise<string> {
  for (;;) {
    const next = await tx.row<{ last_mrn: number }>(
      'update site set last_mrn = last_mrn + 1 where site = $1 returning last_mrn',
      [site],
    )
    if (!next) throw new Error(`site ${site} vanished`) // nothing deletes a site
    const mrn = String(next.last_mrn).padStart(MRN_DIGITS, '0')
    const taken = await tx.row(
      'select 1 as one from patient_identifier where site = $1 and authority = $1 and value = $2',
      [site, mrn],
    )
    if (!taken) return mrn
  }
}

/**
 * The number this site knows the patient by: the record's own, else that of a record merged into it. A patient who is
 * new to the site gets the next number.
 */
export async function mrnAt(tx: Tx, site: string, patientId: number): Promise<string> {
  const known = await tx.row<{ value: string }>(
    `with recursive records (patient_id, depth) as (
       select $2::bigint, 0
       union all
       select p.patient_id, r.depth + 1 from records r join patient p on p.merged_into = r.patient_id
     )
     select i.value from records r join patient_identifier i using (patient_id)
      where i.site = $1 and i.authority = $1
      order by r.depth, i.patient_identifier_id limit 1`,
    [site, patientId],
  )
  if (known) return known.value
  const mrn = await nextMrn(tx, site)
  await tx.rows(
    'insert into patient_identifier (patient_id, site, authority, value) values ($1, $2, $2, $3)',
    [patientId, site, mrn],
  )
  return mrn
}
