import { instantOf } from '../instants.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { lockSurvivor } from './survivor.ts'

/** Somebody agreed to something, or refused. What they said before of the same stays on record, and holds no longer. */
export const noteConsent: Verb<'patients/note-consent'> = async (tx, input, { by, now }) => {
  const { site } = await siteOf(tx, input.site)
  const { patient_id } = await lockSurvivor(tx, input.patient_id)
  const noted = await tx.row<{ consent_id: number }>(
    `insert into consent (patient_id, site, kind, given, said_by, said_name, said_at, noted_at, noted_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning consent_id`,
    [
      ...[patient_id, site, input.kind, input.given, input.said_by, input.said_name],
      ...[instantOf(input.at, now), now, by.who],
    ],
  )
  if (!noted) throw new Error('the consent was not inserted')
  return { result: noted, site, patients: [patient_id] }
}
