/** The house as the database has it: every decision starts here, so people may do what they like in between. */
import type { JobRole } from '../../schema/jobs.ts'
import { scoreOf, type SpO2Scale } from '../../schema/observations/news2.ts'
import type { Vitals } from '../../schema/observations/vitals.ts'
import { responseOf, startingFrequencies } from '../../schema/observations/when-next.ts'
import type { Precaution } from '../../schema/placement/words.ts'
import type { EncounterClass, Instant, Sex } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'
import { CALLED_IN } from './expecting.ts'
import {
  isOurs,
  OURS,
  type Ambulance,
  type Bed,
  type Expected,
  type House,
  type OnShift,
  type Patient,
  type PorterJob,
} from './house.ts'

interface BedLine extends Omit<Bed, 'turn' | 'blocked_at'> {
  blocked_at: Instant | null
  vacated_at: Instant | null
  asked_at: Instant | null
  started_at: Instant | null
  paused_at: Instant | null
  isolation: boolean | null
  assigned_to: string | null
  turnover_id: number | null
}

/** Rows that hang on a patient, as JSON: instants are texts. */
interface PatientLine {
  encounter_id: number
  sex: Sex
  birth_date: string | null
  class: EncounterClass
  unit: string
  bed_id: number | null
  reserved_bed_id: number | null
  expected_discharge_at: Instant | null
  came_here_at: Instant
  ordered_at: Instant | null
  ready_at: Instant | null
  held: boolean
  away: { began_at: Instant; expected_at: Instant | null; said_by: string } | null
  precautions: (Precaution & { said_by: string; began_at: Instant })[]
  barriers: { barrier_id: number; kind: string; raised_at: Instant; raised_by: string }[]
  emergency: {
    arrived_at: Instant
    triaged_at: Instant | null
    category: number | null
    seen_at: Instant | null
  } | null
  observed: (Vitals & { taken_at: Instant; spo2_scale: SpO2Scale }) | null
  unconfirmed: number | null
  request:
    | (Omit<NonNullable<Patient['request']>, 'asked_at' | 'ready_at' | 'ours' | 'declined'> & {
        asked_at: Instant
        ready_at: Instant | null
        asked_by: string
        declined: { unit: string; bed: string | null }[] | null
      })
    | null
}

interface WornLine {
  kind: 'badge' | 'tag' | 'monitor'
  bed_id: number | null
  code: string
  person: string | null
  encounter_id: number | null
}

interface JobLine {
  porter_job_id: number
  encounter_id: number | null
  from: string
  to: string
  asked_at: Instant
  asked_by: string
  started_at: Instant | null
  paused_at: Instant | null
  assigned_to: string | null
}

/** A statement a table; they may be a moment apart, and the commands refuse what no longer holds. */
export async function readHouse(database: Tx, site: string): Promise<House> {
  const beds = await database.rows<BedLine>(BEDS, [site])
  const patients = await database.rows<PatientLine>(PATIENTS, [site])
  const jobs = await database.rows<JobLine>(JOBS, [site])
  const onShift = await database.rows<OnShift & { role: JobRole }>(
    `select person, role, zone from shift where site = $1 and ended_at is null and starts_with(person, $2)`,
    [site, OURS],
  )
  const ambulances = await database.rows<AmbulanceLine>(AMBULANCES, [site])
  const said = await database.row<{ attendings: number | null; attendings_by: string | null }>(
    'select attendings, attendings_by from ed_setting where site = $1',
    [site],
  )
  const expected = await database.rows<ExpectedLine>(EXPECTED, [site, CALLED_IN])
  const worn = await database.rows<WornLine>(WORN, [site])
  return {
    beds: new Map(beds.map((line) => [line.bed_id, bedOf(line)])),
    patients: new Map(patients.map((line) => [line.encounter_id, patientOf(line)])),
    jobs: jobs.map(jobOf),
    onShift,
    ambulances: ambulances.map(ambulanceOf),
    expected: expected.map(({ at, ...one }) => ({ ...one, at: Date.parse(at) })),
    attendings:
      said?.attendings == null ? null : { count: said.attendings, ours: isOurs(said.attendings_by) },
    badges: worn.filter(({ kind }) => kind === 'badge').map(({ code, person }) => ({ code, person })),
    tags: worn.filter(({ kind }) => kind === 'tag').map(({ code, encounter_id }) => ({ code, encounter_id })),
    monitors: worn.filter(({ kind }) => kind === 'monitor').map(({ code, bed_id }) => ({ code, bed_id })),
  }
}

interface ExpectedLine extends Omit<Expected, 'at'> {
  at: Instant
}
const EXPECTED = `
  select e.encounter_id, e.class, p.sex, e.expected_arrival_at as at
    from encounter e join patient p using (patient_id)
   where e.site = $1 and e.awaited and starts_with(e.visit, $2) and e.expected_arrival_at is not null
     and coalesce(e.ended_at, 'infinity') = 'infinity' and e.cancelled_at is null
   order by e.encounter_id`

const AMBULANCES = `
  select ambulance_id, category, complaint, expected_at, announced_at, announced_by, arrived_at, encounter_id
    from ed_ambulance
   where site = $1 and cancelled_at is null and coalesce(handed_over_at, 'infinity') = 'infinity'
   order by ambulance_id`

/** Others' badges, tags and monitors have other codes, and are theirs to carry. */
const WORN = `
  select d.kind, d.code, d.bed_id, t.person, t.encounter_id
    from device d left join tag_assignment t on t.device_id = d.device_id and t.detached_at is null
   where d.site = $1 and (d.kind = 'badge' and starts_with(d.code, 'sb-') or d.kind = 'tag' and starts_with(d.code, 'lt-')
          or d.kind = 'monitor' and starts_with(d.code, 'vm-'))
     and t.asset is null
   order by d.code`

const BEDS = `
  select b.bed_id, b.code, u.code as unit, u.kind as unit_kind, u.specialties, u.clean_goal_min, u.turn_goal_min,
         room.code as room, b.features, d.code as sensor, b.sex_rule, b.staffed, b.surge, b.block_note, b.blocked_at,
         t.turnover_id, t.vacated_at, t.asked_at, t.started_at, p.began_at as paused_at, t.isolation, t.assigned_to,
         s.encounter_id, r.encounter_id as reserved_for
    from bed b
    join unit u using (unit_id)
    join room using (room_id)
    left join device d on d.bed_id = b.bed_id and d.kind = 'bed'
    left join turnover t on t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null
    left join pause p on p.turnover_id = t.turnover_id and p.ended_at is null
    left join stay s on s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null
    left join reservation r on r.bed_id = b.bed_id and r.ended_at is null
   where b.site = $1
   order by u.position, b.position`

const PATIENTS = `
  select e.encounter_id, p.sex, p.birth_date, e.class, e.expected_discharge_at, u.code as unit, s.bed_id,
         s.began_at as came_here_at, r.bed_id as reserved_bed_id, e.discharge_ordered_at as ordered_at,
         e.ready_to_leave_at as ready_at, e.no_criteria_since is not null as held,
         (select to_jsonb(x) from absence x
           where x.encounter_id = e.encounter_id and x.ended_at is null and x.cancelled_at is null) as away,
         (select coalesce(jsonb_agg(x), '[]') from precaution x
           where x.encounter_id = e.encounter_id and x.ended_at is null) as precautions,
         (select coalesce(jsonb_agg(x), '[]') from discharge_barrier x
           where x.encounter_id = e.encounter_id and x.cleared_at is null and x.cancelled_at is null) as barriers,
         (select to_jsonb(x) from ed_visit x
           where x.encounter_id = e.encounter_id and x.left_at is null and x.cancelled_at is null) as emergency,
         (select to_jsonb(x) from observation_set x
           where x.encounter_id = e.encounter_id and x.cancelled_at is null and x.source <> 'monitor'
           order by x.taken_at desc limit 1) as observed,
         (select max(x.observation_set_id) from observation_set x
           where x.encounter_id = e.encounter_id and x.source = 'monitor' and x.cancelled_at is null
             and x.verified_at is null and x.over_at is null) as unconfirmed,
         (select to_jsonb(x) || jsonb_build_object('unit', ru.code, 'declined',
                   (select jsonb_agg(jsonb_build_object('unit', du.code, 'bed', db.code))
                      from bed_request_decline d join unit du on du.unit_id = d.unit_id left join bed db on db.bed_id = d.bed_id
                     where d.request_id = x.request_id and d.cancelled_at is null))
            from bed_request x left join unit ru on ru.unit_id = x.unit_id
           where x.encounter_id = e.encounter_id and x.ended_at is null) as request
    from stay s
    join encounter e on e.encounter_id = s.encounter_id
    join patient p on p.patient_id = e.patient_id
    join unit u on u.unit_id = s.unit_id
    left join reservation r on r.encounter_id = e.encounter_id and r.ended_at is null
   where s.site = $1 and s.ended_at is null and s.cancelled_at is null
     and coalesce(s.ended_at, 'infinity') = 'infinity' -- the index stay_recent holds the open ones
     and e.ended_at is null and e.cancelled_at is null
   order by s.stay_id`

const JOBS = `
  select j.porter_job_id, j.encounter_id, f.code as "from", t.code as "to", j.asked_at, j.asked_by, j.started_at,
         j.assigned_to, p.began_at as paused_at
    from porter_job j
    join unit f on f.unit_id = j.from_unit_id
    join unit t on t.unit_id = j.to_unit_id
    left join pause p on p.porter_job_id = j.porter_job_id and p.ended_at is null
   where j.site = $1 and j.cancelled_at is null and coalesce(j.finished_at, 'infinity') = 'infinity'
   order by j.porter_job_id`

/** Whether the demo was ever filled to the end. @param who the name the last act of the first fill goes by */
export async function wasOpened(database: Tx, site: string, who: string): Promise<boolean> {
  const act = await database.row('select 1 from act where site = $1 and who = $2 limit 1', [site, who])
  return act !== undefined
}

/** The Idempotency-Key of the first part of the past that was told. @param who told it */
export async function firstKeyOf(database: Tx, who: string): Promise<string | undefined> {
  const act = await database.row<{ key: string }>(
    `select key from act where who = $1 and command = 'history/import' and key is not null order by act_id limit 1`,
    [who],
  )
  return act?.key
}

function bedOf(line: BedLine): Bed {
  const {
    turnover_id,
    vacated_at,
    asked_at,
    started_at,
    paused_at,
    isolation,
    assigned_to,
    blocked_at,
    ...bed
  } = line
  const stage =
    paused_at !== null ? 'paused' : started_at !== null ? 'cleaning' : asked_at !== null ? 'dirty' : 'vacated'
  const since = paused_at ?? started_at ?? asked_at ?? vacated_at
  return {
    ...bed,
    blocked_at: ms(blocked_at),
    turn:
      turnover_id === null || since === null
        ? null
        : { stage, since: Date.parse(since), isolation: isolation ?? false, assigned_to },
  }
}

function patientOf(line: PatientLine): Patient {
  const { request, barriers, precautions, away, emergency, observed, ...rest } = line
  return {
    ...rest,
    expected_discharge_at: ms(line.expected_discharge_at),
    came_here_at: Date.parse(line.came_here_at),
    ordered_at: ms(line.ordered_at),
    ready_at: ms(line.ready_at),
    away: away && {
      since: Date.parse(away.began_at),
      expected_at: ms(away.expected_at),
      ours: isOurs(away.said_by),
    },
    precautions: precautions.map(({ kind, organism, said_by, began_at }) => ({
      kind,
      organism,
      ours: isOurs(said_by),
      since: Date.parse(began_at),
    })),
    barriers: barriers.map(({ barrier_id, kind, raised_at, raised_by }) => ({
      barrier_id,
      kind,
      raised_at: Date.parse(raised_at),
      ours: isOurs(raised_by),
    })),
    emergency: emergency && {
      arrived_at: Date.parse(emergency.arrived_at),
      triaged_at: ms(emergency.triaged_at),
      category: emergency.category,
      seen_at: ms(emergency.seen_at),
    },
    observed: observed && { at: Date.parse(observed.taken_at), every_min: everyMin(observed) },
    request: request && {
      ...request,
      asked_at: Date.parse(request.asked_at),
      ready_at: ms(request.ready_at),
      declined: request.declined ?? [],
      ours: isOurs(request.asked_by),
    },
  }
}

/** As the score asks; of a set without one, as often as of somebody who is not quite well. */
function everyMin(set: NonNullable<PatientLine['observed']>): number {
  const score = scoreOf(set, set.spo2_scale)
  return startingFrequencies[score ? responseOf(score) : 'low']
}

function jobOf({ asked_at, asked_by, started_at, paused_at, ...job }: JobLine): PorterJob {
  return {
    ...job,
    stage: paused_at !== null ? 'paused' : started_at !== null ? 'under-way' : 'waiting',
    since: Date.parse(paused_at ?? started_at ?? asked_at),
    ours: isOurs(asked_by),
  }
}

interface AmbulanceLine {
  ambulance_id: number
  category: number | null
  complaint: string | null
  expected_at: Instant | null
  announced_at: Instant
  announced_by: string
  arrived_at: Instant | null
  encounter_id: number | null
}

const ambulanceOf = ({
  announced_by,
  announced_at,
  arrived_at,
  expected_at,
  ...rest
}: AmbulanceLine): Ambulance => ({
  ...rest,
  expected_at: ms(expected_at),
  announced_at: Date.parse(announced_at),
  arrived_at: ms(arrived_at),
  ours: isOurs(announced_by),
})

const ms = (at: Instant | null): number | null => (at === null ? null : Date.parse(at))
