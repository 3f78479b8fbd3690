/**
 * What a screen shows of those in the emergency department, through triggers, log, mirror, board and socket, beside one query
 * that knows of none of them: it asks encounters, stays, requests and what was said, and never the table of visits.
 */
import type { EdRow } from '../../schema/boards/ed.ts'
import { padded } from '../../server/feed/lsn.ts'
import { ask, connected, linkTo, openStation } from '../live/station.ts'
import { until } from '../support/until.ts'
import type { Ward } from './ward.ts'

export interface Visit {
  encounter: number
  stage: string
  bed: string | null
  category: number | null
  arrived_at: string
  space_at: string | null
  seen_at: string | null
  decided_at: string | null
  request: number | null
  /** Those that run, or were passed, in the order in which they are reached. */
  lines: { line: string; at: string }[]
}

export interface OpenBoard {
  /** Both pictures of one position of the log. While somebody writes they are of two: call it when all have done. */
  now(): Promise<{ shown: Visit[]; onRecord: Visit[] }>
  stop(): Promise<void>
}

/** A server before the ward's database, with a screen that stays before the board, so that it is followed step by step. */
export async function openEd({ url, database }: Pick<Ward, 'url' | 'database'>): Promise<OpenBoard> {
  const station = await openStation(url)
  const link = await connected(linkTo(station))
  const rowsAt = (lsn: string): Promise<EdRow[]> =>
    until(
      async () => {
        const answer = await ask(link, { board: 'ed', place: {}, level: 'full' })
        return answer.ok && 'rows' in answer && answer.lsn >= lsn ? (answer.rows as EdRow[]) : undefined // of the board asked for
      },
      { what: `the board ed to be at ${lsn}`, timeoutMs: 15_000 },
    )
  return {
    async now() {
      const { value, lsn } = await database.transaction((tx) => tx.rows<Visit>(FROM_NOTHING))
      const shown = await rowsAt(padded(lsn))
      return { shown: shown.map(shownOf).sort((a, b) => a.encounter - b.encounter), onRecord: value }
    },
    async stop() {
      link.disconnect()
      await station.stop()
    },
  }
}

const shownOf = (row: EdRow): Visit => ({
  encounter: Number(row.key),
  stage: row.stage,
  bed: row.bed,
  category: row.triage?.category ?? null,
  arrived_at: row.arrived_at,
  space_at: row.space_at,
  seen_at: row.seen_at,
  decided_at: row.decided_at,
  request: row.request?.request_id ?? null,
  lines: row.lines.map(({ line, at }) => ({ line, at })),
})

/** As instants are written on the wire. */
const WIRE = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`
const iso = (at: string): string => `to_char(${at} at time zone 'UTC', ${WIRE})`

const FROM_NOTHING = `
with here as (
       select s.encounter_id, max(b.code) as bed from stay s join unit u using (unit_id) left join bed b using (bed_id)
        where s.ended_at is null and s.cancelled_at is null and u.kind = 'emergency' group by s.encounter_id),
     visit as (
       select e.encounter_id, here.bed,
              case when exists (select from stay s join unit u using (unit_id)
                                 where s.encounter_id = e.encounter_id and s.cancelled_at is null and u.kind <> 'emergency'
                                   and s.began_at < ed.first) then ed.first else e.started_at end as arrived,
              ed.space,
              (select min(at) from ed_step x where x.encounter_id = e.encounter_id and kind = 'seen' and cancelled_at is null) as seen,
              (select min(at) from ed_step x where x.encounter_id = e.encounter_id and kind = 'decided' and cancelled_at is null) as decided,
              (select category from ed_step x where x.encounter_id = e.encounter_id and kind = 'triaged' and cancelled_at is null
                order by at desc, ed_step_id desc limit 1) as category,
              (select request_id from bed_request r where r.encounter_id = e.encounter_id and r.ended_at is null) as request
         from encounter e join here using (encounter_id)
         cross join lateral (
           select min(s.began_at) as first, min(s.began_at) filter (where s.bed_id is not null) as space
             from stay s join unit u using (unit_id)
            where s.encounter_id = e.encounter_id and s.cancelled_at is null and u.kind = 'emergency') as ed
        where e.cancelled_at is null),
     line (nth, line, minutes) as (values (1, 'space', 60), (2, 'boarding', 240), (3, 'stay', 480), (4, 'four-hour', 240), (5, 'twelve-hour', 720)),
     runs as (
       select v.encounter_id, l.nth, l.line,
              case when l.line = 'boarding' then v.decided else v.arrived end + make_interval(mins => l.minutes) as at
         from visit v cross join line l)
select v.encounter_id as encounter,
       case when v.decided is not null then 'boarding' when v.space is null then 'waiting' else 'treatment' end as stage,
       v.bed, v.category, ${iso('v.arrived')} as arrived_at, ${iso('v.space')} as space_at, ${iso('v.seen')} as seen_at,
       ${iso('v.decided')} as decided_at, v.request,
       (select coalesce(json_agg(json_build_object('line', r.line, 'at', ${iso('r.at')}) order by r.at, r.nth), '[]') from runs r
         where r.encounter_id = v.encounter_id and r.at is not null
           -- Who got a space in time has met that line: it runs no more.
           and not (r.line = 'space' and v.space is not null and r.at >= v.space)) as lines
  from visit v order by v.encounter_id`
