import { lockEncounter, refuseUnlessOpen } from '../admissions/encounter.ts'
import { decidedIfHere } from '../ed/decided.ts'
import { instantOf, normal, onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { askedUnit } from './asked-unit.ts'

/** Asks for a bed. One request a patient at a time: what they need is changed, not asked for twice. */
export const request: Verb<'placement/request'> = async (tx, input, { by, now }) => {
  const encounter = await lockEncounter(tx, input.encounter_id)
  refuseUnlessOpen(encounter)
  const { site } = await siteOf(tx, input.to_site ?? encounter.site)
  const open = await tx.row<{ request_id: number; asked_at: string; asked_by: string }>(
    'select request_id, asked_at, asked_by from bed_request where encounter_id = $1 and ended_at is null',
    [encounter.encounter_id],
  )
  if (open) {
    throw new Refused(
      'already-exists',
      `${open.asked_by} asked for a bed for ${encounter.name} at ${onTheClock(open.asked_at, encounter.time_zone)}. Change that request.`,
      { request_id: open.request_id, since: open.asked_at, by: open.asked_by },
    )
  }
  const asked_at = instantOf(input.at, now)
  const made = await tx.row<{ request_id: number }>(
    `insert into bed_request (site, to_site, encounter_id, unit_id, unit_kind, level, features, specialty, priority,
                              from_kind, from_note, asked_at, asked_by, ready_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) returning request_id`,
    [
      encounter.site,
      site,
      encounter.encounter_id,
      await askedUnit(tx, site, input.unit),
      input.unit_kind,
      input.level,
      [...new Set(input.features)],
      input.specialty,
      input.priority,
      input.from_kind,
      input.from_note,
      asked_at,
      by.who,
      input.ready_at && normal(input.ready_at),
    ],
  )
  if (!made) throw new Error('the request was not inserted')
  await decidedIfHere(tx, encounter.encounter_id, { at: asked_at, who: by.who })
  return { result: made, site, encounters: [encounter.encounter_id], patients: [encounter.patient_id] }
}
