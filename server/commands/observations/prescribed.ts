/** What is decided for one patient: how SpO2 is scored, how often they are observed, that NEWS2 is not for them. */
import type { Tx } from '../../database/pool.ts'
import { lockEncounter, refuseUnlessOpen, type Encounter } from '../admissions/encounter.ts'
import { doneFor } from '../discharges/leaving.ts'
import { Refused } from '../refused.ts'
import type { Done, Verb } from '../verb.ts'

export const setScale: Verb<'observations/set-scale'> = (tx, { encounter_id, scale, why }, { by }) =>
  prescribed(tx, encounter_id, {
    sql: 'update encounter set spo2_scale = $2, spo2_scale_by = $3, spo2_scale_why = $4 where encounter_id = $1 and spo2_scale <> $2',
    values: [scale, by.who, why],
    so: `SpO2 is on scale ${scale} already`,
  })

export const setPregnant: Verb<'observations/set-pregnant'> = (tx, { encounter_id, pregnant }, { by }) =>
  prescribed(tx, encounter_id, {
    sql: 'update encounter set pregnant = $2, pregnant_by = $3 where encounter_id = $1 and pregnant <> $2',
    values: [pregnant, by.who],
    so: 'that is on record already',
  })

export const setFrequency: Verb<'observations/set-frequency'> = (tx, input, { by }) =>
  prescribed(tx, input.encounter_id, {
    sql: `update encounter set observe_every_min = $2,
                 observe_every_by = case when $2 is not null then $3 end, observe_every_why = case when $2 is not null then $4 end
           where encounter_id = $1 and observe_every_min is distinct from $2::integer`,
    values: [input.every_min, by.who, input.why],
    so: 'they are observed so often already',
  })

async function prescribed(
  tx: Tx,
  encounterId: number,
  { sql, values, so }: { sql: string; values: readonly unknown[]; so: string },
): Promise<Done<{ encounter_id: number }>> {
  const encounter: Encounter = await lockEncounter(tx, encounterId)
  refuseUnlessOpen(encounter)
  const changed = await tx.row(`${sql} returning encounter_id`, [encounterId, ...values])
  if (!changed) throw new Refused('already-done', `${encounter.name}: ${so}.`)
  return doneFor(tx, encounter, { encounter_id: encounterId })
}
