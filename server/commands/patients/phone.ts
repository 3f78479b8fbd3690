/** How a patient is reached: one number at a time, and those of before. */
import { phoneDigits } from '../../../schema/duplicates.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

/** The number holds from now on; null: there is none any more. The same again changes nothing. */
export async function notePhone(
  tx: Tx,
  patientId: number,
  phone: string | null,
  { now, who }: { now: Instant; who: string },
): Promise<void> {
  const digits = phone === null ? null : phoneDigits(phone)
  const same = await tx.row(
    'select 1 as one from patient_phone where patient_id = $1 and ended_at is null and digits = $2',
    [patientId, digits],
  )
  if (same) return
  await tx.rows(
    'update patient_phone set ended_at = $2, ended_by = $3 where patient_id = $1 and ended_at is null',
    [patientId, now, who],
  )
  if (phone === null) return
  await tx.rows(
    'insert into patient_phone (patient_id, phone, digits, noted_at, noted_by) values ($1, $2, $3, $4, $5)',
    [patientId, phone, digits, now, who],
  )
}
