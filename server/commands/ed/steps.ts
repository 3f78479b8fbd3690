/** Steps of a visit or an ambulance: said, and taken back. What stands of them is kept by the database (ed_step_is_followed). */
import type { TriageScale } from '../../../schema/emergency.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'

export interface Step {
  of: { encounter_id: number } | { ambulance_id: number }
  kind: 'triaged' | 'seen' | 'decided' | 'unseen' | 'arrived' | 'handed-over'
  at: Instant
  who: string
  triage?: { scale: TriageScale; category: number }
  note?: string | null
}

export async function sayStep(tx: Tx, { of, kind, at, who, triage, note }: Step): Promise<void> {
  await tx.rows(
    `insert into ed_step (encounter_id, ambulance_id, kind, at, who, scale, category, note)
     values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [
      'encounter_id' in of ? of.encounter_id : null,
      'ambulance_id' in of ? of.ambulance_id : null,
      kind,
      at,
      who,
      triage?.scale ?? null,
      triage?.category ?? null,
      note ?? null,
    ],
  )
}

/** The last of its kind never was. @returns whether there was one */
export async function takeBack(
  tx: Tx,
  { of, kind }: Pick<Step, 'of' | 'kind'>,
  { at, who, why }: { at: Instant; who: string; why: string },
): Promise<boolean> {
  const [column, id] =
    'encounter_id' in of ? ['encounter_id', of.encounter_id] : ['ambulance_id', of.ambulance_id]
  const taken = await tx.rows(
    `update ed_step set cancelled_at = $3, cancelled_by = $4, cancelled_why = $5
      where ed_step_id = (select ed_step_id from ed_step where ${column} = $1 and kind = $2 and cancelled_at is null
                           order by at desc, ed_step_id desc limit 1)
      returning ed_step_id`,
    [id, kind, at, who, why],
  )
  return taken.length > 0
}
