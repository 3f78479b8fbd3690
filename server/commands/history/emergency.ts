/** What only the emergency department knew of past visits: triage, seen, decided, and the ambulances. After the stays, of which the visits come. */
import type { CheckedInput } from '../../../schema/commands/index.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { scaleOf } from '../ed/triage.ts'
import { newIds } from './new-ids.ts'

type Past = Pick<CheckedInput<'history/import'>['encounters'][number], 'emergency'>

/** What is told as having happened. */
export const emergencyInstants = ({ emergency: visit }: Past): (Instant | null)[] =>
  visit
    ? [
        visit.triaged_at,
        visit.seen_at,
        visit.decided_at,
        visit.ambulance?.announced_at ?? null,
        visit.ambulance?.arrived_at ?? null,
        visit.ambulance?.handed_over_at ?? null,
      ]
    : []

/** A statement a table, as the rest of the past. An encounter that was no visit to the department is left alone. */
export async function insertEmergency(
  tx: Tx,
  site: string,
  encounters: readonly (Past & { encounter_id: number })[],
  who: string,
): Promise<void> {
  const visits = encounters.flatMap(({ encounter_id, emergency }) =>
    emergency ? [{ encounter_id, ...emergency }] : [],
  )
  if (visits.length === 0) return
  await tx.rows(
    `update ed_visit v set mode = p.mode, complaint = p.complaint, critical = p.critical
       from jsonb_to_recordset($1) as p (encounter_id bigint, mode text, complaint text, critical text)
      where v.encounter_id = p.encounter_id`,
    [JSON.stringify(visits)],
  )
  const { scale } = await scaleOf(tx, site)
  await tx.rows(
    `insert into ed_step (encounter_id, kind, at, who, scale, category)
     select p.encounter_id, step.kind, step.at, $2, case when step.kind = 'triaged' then $3 end,
            case when step.kind = 'triaged' then p.category end
       from jsonb_to_recordset($1) as p (encounter_id bigint, triaged_at timestamptz, category integer, seen_at timestamptz,
              decided_at timestamptz)
      cross join lateral (values ('triaged', triaged_at), ('seen', seen_at), ('decided', decided_at)) as step (kind, at)
      where step.at is not null and exists (select from ed_visit v where v.encounter_id = p.encounter_id)`,
    [JSON.stringify(visits), who, scale],
  )
  await insertAmbulances(tx, site, visits, who)
}

async function insertAmbulances(
  tx: Tx,
  site: string,
  visits: readonly (NonNullable<Past['emergency']> & { encounter_id: number })[],
  who: string,
): Promise<void> {
  const brought = visits.flatMap(({ encounter_id, complaint, category, ambulance }) =>
    ambulance ? [{ encounter_id, complaint, category, ...ambulance }] : [],
  )
  const ids = await newIds(tx, 'ed_ambulance', brought.length)
  const rows = brought.map((ambulance, n) => ({ ambulance_id: ids[n] ?? 0, ...ambulance }))
  await tx.rows(
    `insert into ed_ambulance (ambulance_id, site, call_sign, expected_at, complaint, category, announced_at, announced_by,
                               encounter_id)
     overriding system value
     select ambulance_id, $1, call_sign, expected_at, complaint, category, announced_at, $3, encounter_id
       from jsonb_to_recordset($2) as a (ambulance_id bigint, call_sign text, expected_at timestamptz, complaint text,
         category integer, announced_at timestamptz, encounter_id bigint)`,
    [site, JSON.stringify(rows), who],
  )
  await tx.rows(
    `insert into ed_step (ambulance_id, kind, at, who)
     select ambulance_id, step.kind, step.at, $2
       from jsonb_to_recordset($1) as a (ambulance_id bigint, arrived_at timestamptz, handed_over_at timestamptz)
      cross join lateral (values ('arrived', arrived_at), ('handed-over', handed_over_at)) as step (kind, at)
      where step.at is not null`,
    [JSON.stringify(rows), who],
  )
}
