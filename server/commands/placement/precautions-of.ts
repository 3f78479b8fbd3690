/** Precautions go with the patient, and come back with them. */
import type { Precaution } from '../../../schema/placement/words.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/** The patient has left: nobody is kept apart from them any more. */
export async function endPrecautionsOf(
  tx: Tx,
  encounterId: number,
  { at, by }: { at: Instant; by: string },
): Promise<void> {
  await tx.rows(
    `update precaution set ended_at = greatest($2, began_at), ended_by = $3, ended_how = 'left'
      where encounter_id = $1 and ended_at is null`,
    [encounterId, at, by],
  )
}

/** The patient had not left: what they were under until then, they are under still. */
export async function reopenPrecautionsOf(tx: Tx, encounterId: number): Promise<void> {
  await tx.rows(
    `update precaution p set ended_at = null, ended_by = null, ended_how = null
      where encounter_id = $1 and ended_how = 'left'
        and precaution_id = (select max(precaution_id) from precaution q
                              where q.encounter_id = p.encounter_id and q.kind = p.kind)`,
    [encounterId],
  )
}

/** What the patient is under now, and since when. */
export function openPrecautionsOf(tx: Tx, encounterId: number): Promise<Said[]> {
  return tx.rows<Said>(
    'select kind, organism, began_at, said_by from precaution where encounter_id = $1 and ended_at is null',
    [encounterId],
  )
}
interface Said extends Precaution {
  began_at: Instant
  said_by: string
}

/** Another encounter of the same patient begins under the same precautions. */
export async function carryPrecautions(tx: Tx, under: readonly Said[], encounterId: number): Promise<void> {
  for (const { kind, organism, began_at, said_by } of under) {
    await tx.rows(
      'insert into precaution (encounter_id, kind, organism, began_at, said_by) values ($1, $2, $3, $4, $5)',
      [encounterId, kind, organism, began_at, said_by],
    )
  }
}

/** A new encounter of a patient who is here in another one already (a visit of the emergency department): under the same. */
export async function bringPrecautions(tx: Tx, patientId: number, encounterId: number): Promise<void> {
  await tx.rows(
    `insert into precaution (encounter_id, kind, organism, began_at, said_by)
     select distinct on (p.kind) $2::bigint, p.kind, p.organism, p.began_at, p.said_by
       from precaution p join encounter e using (encounter_id)
      where e.patient_id = $1 and e.encounter_id <> $2 and e.ended_at is null and e.cancelled_at is null
        and p.ended_at is null
      order by p.kind, p.organism nulls last, p.began_at`,
    [patientId, encounterId],
  )
}
