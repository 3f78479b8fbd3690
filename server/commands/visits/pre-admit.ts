import { refuseKnownVisit } from '../admissions/known-visit.ts'
import { normal } from '../instants.ts'
import { mrnAt } from '../patients/mrn.ts'
import { lockSurvivor } from '../patients/survivor.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'

/** A patient is expected. The encounter is open and awaited: nowhere yet, and no admission until the first stay. */
export const preAdmit: Verb<'visits/pre-admit'> = async (tx, input, { now }) => {
  const { site } = await siteOf(tx, input.site)
  const { patient_id } = await lockSurvivor(tx, input.patient_id)
  if (input.visit !== undefined) await refuseKnownVisit(tx, site, input.visit)
  const made = await tx.row<{ encounter_id: number }>(
    `insert into encounter (site, patient_id, class, visit, mrn, started_at, awaited, expected_arrival_at,
       appointment)
     values ($1, $2, $3, $4, $5, $6, true, $7, $8) returning encounter_id`,
    [
      site,
      patient_id,
      input.class,
      input.visit ?? null,
      await mrnAt(tx, site, patient_id),
      now,
      input.expected_arrival_at && normal(input.expected_arrival_at),
      input.appointment ?? null,
    ],
  )
  if (!made) throw new Error('the encounter was not inserted')
  return { result: made, site, encounters: [made.encounter_id], patients: [patient_id] }
}
