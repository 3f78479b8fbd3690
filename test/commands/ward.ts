/** A small ward to try the commands on, and short ways to do so. */
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Outcome, RefusalAnswer, RefusalCode } from '../../schema/outcome.ts'
import { run } from '../../server/commands/run.ts'
import type { By } from '../../server/commands/verb.ts'
import type { Database } from '../../server/database/pool.ts'
import { freshDatabase } from '../support/database.ts'

export const nurse: By = { door: 'http', viewer: 'permitted', who: 'nurse' }

export interface Ward {
  url: string
  database: Database
  /** Does it; fails the test when it is refused. */
  do<C extends CommandName>(name: C, input: CommandInput<C>, by?: By): Promise<CommandResult<C>>
  /** Fails the test when it is not refused with this code. */
  refused<C extends CommandName>(code: RefusalCode, name: C, input: CommandInput<C>): Promise<RefusalAnswer>
  try<C extends CommandName>(name: C, input: CommandInput<C>, by?: By): Promise<Outcome<CommandResult<C>>>
  patient(family: string, more?: Partial<CommandInput<'patients/register'>>): Promise<number>
  /** Registers somebody and admits them. */
  admit(family: string, bed: string | undefined, at?: string): Promise<number>
  drop(): Promise<void>
}

/** Site gh: unit 4W with beds 4W-1 … 4W-4 (4W-4 for women), unit ICU with ICU-1, ICU-2, unit ED without beds. */
export async function openWard(): Promise<Ward> {
  const { url, database, drop } = await freshDatabase()
  const attempt: Ward['try'] = (name, input, by = nurse) => run(database, name, input, by)
  const ward: Ward = {
    url,
    database,
    drop,
    try: attempt,
    async do(name, input, by) {
      const outcome = await attempt(name, input, by)
      if (!outcome.ok) throw new Error(`${name} was refused: ${outcome.code} ${outcome.message}`)
      return outcome.result
    },
    async refused(code, name, input) {
      const outcome = await attempt(name, input)
      if (outcome.ok) throw new Error(`${name} was done, and not refused with ${code}`)
      if (outcome.code !== code) {
        throw new Error(`${name} was refused with ${outcome.code} (${outcome.message}), not ${code}`)
      }
      return outcome
    },
    async patient(family, more = {}) {
      return (await ward.do('patients/register', { site: 'gh', family, ...more })).patient_id
    },
    async admit(family, bed, at) {
      const patient_id = await ward.patient(family)
      const { encounter_id } = await ward.do('admissions/admit', {
        site: 'gh',
        patient_id,
        class: 'inpatient',
        to: bed === undefined ? undefined : { bed },
        at,
      })
      return encounter_id
    },
  }
  await ward.do('hospital/lay-out', layout)
  return ward
}

/** In these units each step of a turn is taken by hand; that beds ask by themselves is turn-by-itself.test.ts. */
export const layout: CommandInput<'hospital/lay-out'> = {
  site: 'gh',
  name: 'General Hospital',
  time_zone: 'Europe/London',
  currency: 'GBP',
  units: [
    {
      unit: '4W',
      name: '4 West',
      kind: 'medical',
      auto_ask: false,
      rooms: [
        { room: '401', beds: [{ bed: '4W-1', sensor: 's1' }, { bed: '4W-2' }] },
        { room: '402', beds: [{ bed: '4W-3' }, { bed: '4W-4', sex_rule: 'female' }] },
      ],
    },
    {
      unit: 'ICU',
      name: 'Intensive care',
      kind: 'icu',
      auto_ask: false,
      rooms: [{ room: '1', beds: [{ bed: 'ICU-1', features: ['ventilator'] }, { bed: 'ICU-2' }] }],
    },
    { unit: 'ED', name: 'Emergency', kind: 'emergency', auto_ask: false, rooms: [] },
  ],
}

/** The state of each bed, derived from what is open on it, by SQL of its own. */
export async function bedStates(database: Database): Promise<Record<string, string>> {
  const rows = await database.rows<{ code: string; state: string }>(
    `select b.code, case
        when exists (select from stay s where s.bed_id = b.bed_id and s.ended_at is null and s.cancelled_at is null)
          then 'occupied'
        when b.blocked_at is not null then 'blocked'
        when not b.staffed then 'closed'
        when t.started_at is not null then 'cleaning'
        when t.asked_at is not null then 'dirty'
        when t.vacated_at is not null then 'vacated'
        when exists (select from reservation r where r.bed_id = b.bed_id and r.ended_at is null) then 'reserved'
        else 'ready' end as state
       from bed b
       left join turnover t on t.bed_id = b.bed_id and t.finished_at is null and t.cancelled_at is null
      order by b.bed_id`,
  )
  return Object.fromEntries(rows.map((row) => [row.code, row.state]))
}

export { minutesAgo } from '../support/minutes-ago.ts'

/** Where an encounter's patient was, as codes. */
export function staysOf(
  database: Database,
  encounterId: number,
): Promise<{ place: string; began_at: string; ended_at: string | null }[]> {
  return database.rows(
    `select coalesce(b.code, u.code) as place, s.began_at, s.ended_at
       from stay s join unit u on u.unit_id = s.unit_id left join bed b on b.bed_id = s.bed_id
      where s.encounter_id = $1 and s.cancelled_at is null order by s.began_at`,
    [encounterId],
  )
}

export async function encounter(database: Database, encounter_id: number): Promise<{ patient_id: number }> {
  const row = await database.row<{ patient_id: number }>('select * from encounter where encounter_id = $1', [
    encounter_id,
  ])
  if (!row) throw new Error('no such encounter')
  return row
}

/** Since when beds wait, each with its open turn. */
export async function vacated(database: Database): Promise<Record<string, string>> {
  const rows = await database.rows<{ code: string; vacated_at: string }>(
    `select b.code, t.vacated_at from turnover t join bed b using (bed_id)
      where t.finished_at is null and t.cancelled_at is null order by b.code`,
  )
  return Object.fromEntries(rows.map((row) => [row.code, row.vacated_at]))
}

/** Why reservations ended, in the order they were made. */
export async function reservations(database: Database): Promise<(string | null)[]> {
  const rows = await database.rows<{ ended_why: string | null }>(
    'select ended_why from reservation order by reservation_id',
  )
  return rows.map((row) => row.ended_why)
}

/** Everybody has gone, and every bed is clean: for files in which one ward serves many sentences. */
export async function empty(database: Database): Promise<void> {
  await database.rows(`
    with declines as (delete from bed_request_decline), requests as (delete from bed_request),
         precautions as (delete from precaution), reservations as (delete from reservation),
         repeats as (delete from stay_repeat), stays as (delete from stay), turns as (delete from turnover)
    update encounter set ended_at = started_at, disposition = 'home' where ended_at is null`)
}
