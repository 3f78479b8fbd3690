/** How long things take in an emergency department, and how many passed a line: of visits, in a window of time. Pure. */
import type { CrowdingRow, Took } from '../../schema/boards/crowding.ts'
import type { edLines } from '../../schema/emergency.ts'
import { ecatLines, handoverLines, type EdLines } from '../../schema/emergency.ts'
import type { Instant } from '../../schema/terms.ts'
import type { Tables } from '../feed/tables.ts'
import { earliest, isHere, passedAt, spanOf } from './ed-visit.ts'
import { measure } from './percentile.ts'

type Visit = Tables['ed_visit']
/** A visit, and when its patient's discharge was ordered. */
export interface Timed {
  visit: Visit
  ordered_at: Instant | null
}

const HOUR_MS = 3_600_000
export const WINDOW_H = 24

export const minutesFrom = (from: Instant, to: Instant): number =>
  Math.max(0, Date.parse(to) - Date.parse(from)) / 60_000
const tenth = (value: number): number => Math.round(value * 10) / 10
const share = (part: number, of: number): number | null => (of === 0 ? null : tenth((100 * part) / of))

function took(spans: readonly (readonly [Instant, Instant | null])[], since: Instant): Took {
  const ended = spans.filter(
    (span): span is readonly [Instant, Instant] => span[1] !== null && span[1] > since,
  )
  const { n, p50, p90, mean } = measure(
    ended.map(([from, to]) => minutesFrom(from, to)),
    null,
    0,
  )
  return { n, p50, p90, mean }
}

/** Left, and no provider had seen them. */
const leftUnseen = ({ left_how, seen_at }: Visit): boolean => left_how === 'left' && seen_at === null

export type Times = Pick<
  CrowdingRow,
  | 'window_h'
  | 'door_to_provider'
  | 'door_to_disposition'
  | 'disposition_to_departure'
  | 'arrivals'
  | 'left_unseen'
  | 'left_unseen_share'
  | 'departures'
  | 'ecat'
  | 'ecat_share'
  | 'within_four_hours'
  | 'within_four_hours_share'
  | 'over_twelve_hours'
  | 'over_twelve_hours_share'
>

/** @param now a whole minute */
export function timesOf(timed: readonly Timed[], lines: EdLines, now: Instant): Times {
  const since = new Date(Date.parse(now) - WINDOW_H * HOUR_MS).toISOString()
  const disposed = ({ visit, ordered_at }: Timed): Instant | null => earliest(visit.decided_at, ordered_at)
  const arrivals = timed.filter(({ visit }) => visit.arrived_at > since)
  const unseen = arrivals.filter(({ visit }) => leftUnseen(visit)).length
  const departed = timed.flatMap(({ visit }) =>
    visit.left_at !== null && visit.left_at > since ? [visit] : [],
  )
  const ecat = departed.filter(
    (visit) => leftUnseen(visit) || ecatLines.some((line) => isOver(visit, line, lines)),
  )
  const within = departed.filter((visit) => !isOver(visit, 'four-hour', lines, 240))
  const here = timed.flatMap(({ visit }) => (isHere(visit) ? [visit] : []))
  const long = here.filter(({ arrived_at }) => passedAt(arrived_at, lines['twelve-hour'] ?? 720) < now)
  return {
    window_h: WINDOW_H,
    door_to_provider: took(
      timed.map(({ visit }) => [visit.arrived_at, visit.seen_at]),
      since,
    ),
    door_to_disposition: took(
      timed.map((one) => [one.visit.arrived_at, disposed(one)]),
      since,
    ),
    disposition_to_departure: took(
      timed.flatMap((one) => {
        const at = disposed(one)
        return at === null ? [] : [[at, one.visit.left_at] as const]
      }),
      since,
    ),
    arrivals: arrivals.length,
    left_unseen: unseen,
    left_unseen_share: share(unseen, arrivals.length),
    departures: departed.length,
    ecat: ecat.length,
    ecat_share: share(ecat.length, departed.length),
    within_four_hours: within.length,
    within_four_hours_share: share(within.length, departed.length),
    over_twelve_hours: long.length,
    over_twelve_hours_share: share(long.length, here.length),
  }
}

/** Of somebody who has left: whether it took longer than the line. */
function isOver(visit: Visit, line: (typeof edLines)[number], lines: EdLines, otherwise?: number): boolean {
  const minutes = lines[line] ?? otherwise ?? null
  const { from, until } = spanOf(visit, line)
  return minutes !== null && from !== null && until !== null && passedAt(from, minutes) < until
}

/** Hours patients boarded since `midnight`, of all who did, to a tenth. */
export function boardingHours(visits: readonly Visit[], midnight: Instant, now: Instant): number {
  const ms = visits.reduce((sum, { decided_at, left_at }) => {
    if (decided_at === null) return sum
    const from = Math.max(Date.parse(decided_at), Date.parse(midnight))
    return sum + Math.max(0, Date.parse(left_at ?? now) - from)
  }, 0)
  return tenth(ms / HOUR_MS)
}

export type Handovers = Pick<
  CrowdingRow,
  'handovers_today' | 'handover_mean' | 'handover_over' | 'handover_hours_lost'
>

/** The ambulances' waits of the day. */
export function handoversOf(
  ambulances: readonly Tables['ed_ambulance'][],
  midnight: Instant,
  now: Instant,
): Handovers {
  const waited = ambulances.flatMap(({ arrived_at, handed_over_at }) =>
    arrived_at === null || (handed_over_at !== null && handed_over_at < midnight)
      ? []
      : [{ minutes: minutesFrom(arrived_at, handed_over_at ?? now), over: handed_over_at !== null }],
  )
  const handed = waited.flatMap(({ minutes, over }) => (over ? [minutes] : []))
  const [first] = handoverLines
  const lost = waited.reduce((sum, { minutes }) => sum + Math.max(0, minutes - first), 0)
  const over = (line: number): number => handed.filter((minutes) => minutes > line).length
  return {
    handovers_today: handed.length,
    handover_mean:
      handed.length === 0 ? null : tenth(handed.reduce((sum, one) => sum + one, 0) / handed.length),
    handover_over: { '15': over(15), '30': over(30), '45': over(45), '60': over(60) },
    handover_hours_lost: tenth(lost / 60),
  }
}
