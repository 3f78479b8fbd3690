import type { CheckedInput } from '../../../schema/commands/index.ts'
import type { Instant } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import { instantOf } from '../instants.ts'
import { Refused } from '../refused.ts'
import { siteOf } from '../site.ts'
import type { Verb } from '../verb.ts'
import { emergencyInstants, insertEmergency } from './emergency.ts'
import { newIds } from './new-ids.ts'
import { peopleOf } from './people-of.ts'
import { lockOpenBeds, placesOf, type Places } from './places-of.ts'
import { readySinceTheirTurn } from './ready-since-their-turn.ts'

type Input = CheckedInput<'history/import'>

/**
 * Brings in what happened before Wardroom was there: encounters that are over or still going on, with their stays, the
 * days people expected, what held them up, and the turns of beds. A statement a table, so weeks come in within seconds.
 * All or nothing. The rules of the record hold as always (one patient a bed, one place an encounter: the constraints);
 * the rules of the ward (may this patient lie in this bed?) are not asked of what has been.
 * @throws Refused for an instant in the future, a place there is not, a bed or a patient that is taken at that time.
 */
export const importHistory: Verb<'history/import'> = async (tx, input, { by, now }) => {
  const { site } = await siteOf(tx, input.site)
  refuseFuture(input, now)
  const places = await placesOf(tx, site)
  const patients = await peopleOf(tx, site, input.encounters)
  const ids = await newIds(tx, 'encounter', input.encounters.length)
  const rows = input.encounters.map(({ stays, barriers, expected, ...encounter }, n) => ({
    ...encounter,
    encounter_id: ids[n] ?? 0,
    patient_id: patients[n] ?? 0,
    first: expected[0]?.expected_at ?? null,
    last: expected.at(-1) ?? null,
    stays,
    barriers,
    expected,
  }))
  await insertEncounters(tx, site, rows, by.who)
  await lockOpenBeds(tx, input, places)
  const stays = await insertStays(tx, site, rows, places)
  await insertSayings(tx, rows)
  await insertBarriers(tx, rows, by.who)
  await insertPrecautions(tx, rows, by.who)
  await insertEmergency(tx, site, rows, by.who)
  const turned = await insertTurns(tx, input.turns, places, by.who)
  await readySinceTheirTurn(tx, turned)
  return {
    result: { encounters: rows.length, stays: stays.length, turns: input.turns.length },
    site,
    beds: [...new Set([...stays.flatMap((stay) => stay.bed_id ?? []), ...turned])],
    encounters: ids,
    patients: [...new Set(patients)],
  }
}

type Row = Omit<Input['encounters'][number], 'stays'> & {
  encounter_id: number
  patient_id: number
  first: Instant | null
  last: Input['encounters'][number]['expected'][number] | null
  stays: Input['encounters'][number]['stays']
}

/** What is expected may lie ahead; what is told as having happened may not. */
function refuseFuture(input: Input, now: Instant): void {
  const happened = [
    ...input.encounters.flatMap((e) => [
      e.started_at,
      e.ended_at,
      e.discharge_ordered_at,
      e.ready_to_leave_at,
      e.no_criteria_since,
      ...e.stays.flatMap((stay) => [stay.began_at, stay.ended_at]),
      ...e.expected.map((saying) => saying.said_at),
      ...e.barriers.flatMap((barrier) => [barrier.raised_at, barrier.cleared_at]),
      ...e.precautions.flatMap((precaution) => [precaution.began_at, precaution.ended_at]),
      ...emergencyInstants(e),
    ]),
    ...input.turns.flatMap((turn) => [turn.vacated_at, turn.asked_at, turn.started_at, turn.finished_at]),
  ].flatMap((at) => at ?? [])
  for (const at of happened) instantOf(at, now)
}

async function insertEncounters(tx: Tx, site: string, rows: readonly Row[], who: string): Promise<void> {
  await tx.rows(
    `insert into encounter (encounter_id, site, patient_id, class, classified_at, mrn, started_at, ended_at, disposition,
       expected_discharge_at, first_expected_discharge_at, expected_said_at, expected_said_by,
       discharge_ordered_at, discharge_ordered_by, ready_to_leave_at, ready_to_leave_by, no_criteria_since, no_criteria_by)
     overriding system value
     select e.encounter_id, $1, e.patient_id, e.class,
            case when e.class = 'inpatient' then (e.emergency ->> 'decided_at')::timestamptz end, e.mrn, e.started_at, e.ended_at, e.disposition,
            (e.last ->> 'expected_at')::timestamptz, e.first, (e.last ->> 'said_at')::timestamptz, e.last ->> 'said_by',
            e.discharge_ordered_at, case when e.discharge_ordered_at is not null then $3 end,
            e.ready_to_leave_at, case when e.ready_to_leave_at is not null then $3 end,
            e.no_criteria_since, case when e.no_criteria_since is not null then $3 end
       from jsonb_to_recordset($2) as e (encounter_id bigint, patient_id bigint, class text, emergency jsonb, mrn text,
         started_at timestamptz, ended_at timestamptz, disposition text, first timestamptz, last jsonb,
         discharge_ordered_at timestamptz, ready_to_leave_at timestamptz, no_criteria_since timestamptz)`,
    [site, JSON.stringify(rows), who],
  )
}

async function insertStays(
  tx: Tx,
  site: string,
  rows: readonly Row[],
  places: Places,
): Promise<{ bed_id: number | null }[]> {
  const stays = rows.flatMap(({ encounter_id, patient_id, stays }) =>
    stays.map(({ to, began_at, ended_at }) => ({
      encounter_id,
      patient_id,
      ...places.of(to),
      began_at,
      ended_at,
    })),
  )
  await tx.rows(
    `insert into stay (encounter_id, patient_id, site, unit_id, bed_id, began_at, ended_at)
     select encounter_id, patient_id, $1, unit_id, bed_id, began_at, ended_at
       from jsonb_to_recordset($2) as s (encounter_id bigint, patient_id bigint, unit_id bigint, bed_id bigint,
         began_at timestamptz, ended_at timestamptz)`,
    [site, JSON.stringify(stays)],
  )
  return stays
}

async function insertSayings(tx: Tx, rows: readonly Row[]): Promise<void> {
  const sayings = rows.flatMap(({ encounter_id, expected }) =>
    expected.map((saying) => ({ encounter_id, ...saying })),
  )
  await tx.rows(
    `insert into expected_discharge (encounter_id, said_at, said_by, expected_at)
     select * from jsonb_to_recordset($1) as e (encounter_id bigint, said_at timestamptz, said_by text,
       expected_at timestamptz)`,
    [JSON.stringify(sayings)],
  )
}

async function insertBarriers(tx: Tx, rows: readonly Row[], who: string): Promise<void> {
  const barriers = rows.flatMap(({ encounter_id, barriers }) =>
    barriers.map((barrier) => ({ encounter_id, ...barrier })),
  )
  await tx.rows(
    `insert into discharge_barrier (encounter_id, kind, owner, due_at, raised_at, raised_by, cleared_at, cleared_by)
     select encounter_id, kind, owner, due_at, raised_at, $2, cleared_at, case when cleared_at is not null then $2 end
       from jsonb_to_recordset($1) as b (encounter_id bigint, kind text, owner text, due_at timestamptz,
         raised_at timestamptz, cleared_at timestamptz)`,
    [JSON.stringify(barriers), who],
  )
}

async function insertPrecautions(tx: Tx, rows: readonly Row[], who: string): Promise<void> {
  const precautions = rows.flatMap(({ encounter_id, ended_at: left_at, precautions }) =>
    precautions.map((precaution) => ({ encounter_id, ...precaution, left_at })),
  )
  await tx.rows(
    `insert into precaution (encounter_id, kind, organism, began_at, said_by, ended_at, ended_by, ended_how)
     select encounter_id, kind, organism, began_at, $2, ended_at, case when ended_at is not null then $2 end,
            case when ended_at = left_at then 'left' when ended_at is not null then 'lifted' end
       from jsonb_to_recordset($1) as p (encounter_id bigint, kind text, organism text, began_at timestamptz,
         ended_at timestamptz, left_at timestamptz)`,
    [JSON.stringify(precautions), who],
  )
}

/** @returns the beds. @throws Refused `bed-occupied` when somebody lies in a bed that is said to want cleaning */
async function insertTurns(tx: Tx, turns: Input['turns'], places: Places, who: string): Promise<number[]> {
  const rows = turns.map((turn) => ({ ...turn, bed_id: places.of(turn).bed_id }))
  await tx.rows(
    // Asked for at the very instant the patient left: by itself.
    `insert into turnover (bed_id, vacated_at, asked_at, asked_by, started_at, started_by, finished_at, finished_by,
       priority, isolation, opened_by)
     select bed_id, vacated_at, asked_at, case when asked_at is not null and asked_at is distinct from vacated_at then $2 end,
            started_at, case when started_at is not null then $2 end,
            finished_at, case when finished_at is not null then $2 end, priority, isolation, opened_by
       from jsonb_to_recordset($1) as t (bed_id bigint, vacated_at timestamptz, asked_at timestamptz,
         started_at timestamptz, finished_at timestamptz, priority text, isolation boolean, opened_by text)`,
    [JSON.stringify(rows), who],
  )
  const beds = [...new Set(rows.flatMap((row) => row.bed_id ?? []))]
  const both = await tx.row<{ code: string }>(
    `select b.code from turnover t join bed b using (bed_id) join stay s using (bed_id)
      where t.bed_id = any ($1) and t.finished_at is null and t.cancelled_at is null
        and s.ended_at is null and s.cancelled_at is null`,
    [beds],
  )
  if (both)
    throw new Refused('bed-occupied', `Bed ${both.code} cannot be occupied and wait for cleaning.`, {
      bed: both.code,
    })
  return beds
}
