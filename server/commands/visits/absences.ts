/** Absences of a patient whose bed stays theirs. */
import type { AbsenceKind } from '../../../schema/commands/visits.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import type { Encounter } from '../admissions/encounter.ts'
import { openBedsOf } from '../admissions/open-beds.ts'
import type { Done } from '../verb.ts'

export interface Absence {
  absence_id: number
  kind: AbsenceKind
  place: string | null
  began_at: Instant
  ended_at: Instant | null
}

/** The absence that is open, else the last one; undefined when there was none. The encounter is locked by the caller. */
export function lastAbsence(tx: Tx, encounterId: number): Promise<Absence | undefined> {
  return tx.row<Absence>(
    `select absence_id, kind, place, began_at, ended_at from absence
      where encounter_id = $1 and cancelled_at is null
      order by ended_at is null desc, began_at desc, absence_id desc limit 1`,
    [encounterId],
  )
}

/** The patient has left for good, so is not expected back from anywhere. */
export async function endAbsenceOf(tx: Tx, encounterId: number, at: Instant): Promise<void> {
  await tx.rows(
    `update absence set ended_at = greatest($2::timestamptz, began_at)
      where encounter_id = $1 and ended_at is null and cancelled_at is null`,
    [encounterId, at],
  )
}

/** What a verb about an absence says it did. */
export async function doneTo(
  tx: Tx,
  { encounter_id, site, patient_id }: Encounter,
  absence_id: number,
): Promise<Done<{ encounter_id: number; absence_id: number }>> {
  return {
    result: { encounter_id, absence_id },
    site,
    beds: await openBedsOf(tx, [encounter_id]),
    encounters: [encounter_id],
    patients: [patient_id],
  }
}
