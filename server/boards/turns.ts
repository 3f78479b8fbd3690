/** The board `turns`: how long the turn of a bed takes. DEFINITIONS section 2. */
import {
  turnMeasures,
  type TurnMeasureName,
  type TurnRow,
  type TurnTotals,
} from '../../schema/boards/turns.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { sidesOf, type Board } from './board.ts'
import { pausedOf } from './job-clock.ts'
import { measure, tenth } from './percentile.ts'
import type { Sums, Tally } from './tally.ts'

/** What ended within so many hours counts. A bed that stood ready for longer than that before it was filled does not. */
const WINDOW_H = 24
const windowFrom = (now: Instant): Instant => new Date(Date.parse(now) - WINDOW_H * 3_600_000).toISOString()

/** Each time of the window [min]: those of several units together have percentiles of their own. No screen needs them. */
interface HeldTurnRow extends TurnRow {
  took: Record<TurnMeasureName, number[]>
}

export const turns: Board<TurnRow, TurnTotals, HeldTurnRow> = {
  touched: {
    unit: ({ key }) => [key],
    *bed(change) {
      for (const { unit_id } of sidesOf(change)) yield String(unit_id)
    },
    turnover: unitsOfBeds,
    stay: unitsOfBeds,
    *pause(change, mirror) {
      for (const { turnover_id } of sidesOf(change)) {
        const turnover = turnover_id === null ? undefined : mirror.turnover.get(turnover_id)
        if (turnover) yield* unitOfBed(turnover.bed_id, mirror)
      }
    },
  },

  *keys(mirror) {
    for (const { unit_id } of mirror.unit.all()) yield String(unit_id)
  },

  row(key, mirror) {
    const unit = mirror.unit.get(key)
    if (!unit) return undefined
    const took: Record<TurnMeasureName, number[]> = { dead: [], response: [], clean: [], turn: [], fill: [] }
    const from = windowFrom(mirror.now)
    for (const { bed_id } of mirror.bed.where('unit_id', unit.unit_id)) {
      const finished = [...mirror.turnover.where('bed_id', bed_id)].filter(isFinished)
      for (const turnover of finished) if (turnover.finished_at > from) stepsOf(turnover, mirror, took)
      for (const minutes of fillsOf(bed_id, finished, from, mirror)) took.fill.push(minutes)
    }
    const of = (name: TurnMeasureName): ReturnType<typeof measure> => {
      const goal = unit[`${name}_goal_min`]
      return measure(took[name], goal, took[name].filter((minutes) => minutes < goal).length)
    }
    return {
      key,
      site: unit.site,
      unit: unit.code,
      name: unit.name,
      position: unit.position,
      window_h: WINDOW_H,
      dead: of('dead'),
      response: of('response'),
      clean: of('clean'),
      turn: of('turn'),
      fill: of('fill'),
      took,
    }
  },

  until: ({ key }, mirror) => firstOut(Number(key), mirror),

  at: (row) => [row],

  masked: ({ took: _, ...row }) => row,

  tally: ({ took, ...row }) =>
    Object.fromEntries(
      turnMeasures.map((name) => {
        const { goal_min, within } = row[name]
        return [name, { minutes: timesOf(took[name]), goals: { [String(goal_min)]: true }, within }]
      }),
    ),

  totals(sums) {
    const of = (name: TurnMeasureName): ReturnType<typeof measure> => {
      const goals = sums.under(name).under('goals').names
      return measure(
        minutesIn(sums.under(name).under('minutes')),
        goals.length === 1 ? Number(goals[0]) : null,
        sums.under(name).of('within'),
      )
    }
    return {
      window_h: WINDOW_H,
      dead: of('dead'),
      response: of('response'),
      clean: of('clean'),
      turn: of('turn'),
      fill: of('fill'),
    }
  },
}

/** How often each time occurred: of several units together that makes percentiles, which do not add up themselves. */
function timesOf(minutes: readonly number[]): Tally {
  const times: Record<string, number> = {}
  for (const one of minutes) times[tenth(one)] = (times[tenth(one)] ?? 0) + 1
  return times
}

const minutesIn = (times: Sums): number[] =>
  times.names.flatMap((one) => Array<number>(times.of(one)).fill(Number(one)))

type Finished = Tables['turnover'] & { finished_at: Instant }
const isFinished = (turnover: Tables['turnover']): turnover is Finished =>
  turnover.finished_at !== null && turnover.cancelled_at === null

/**
 * Dead: vacated to asked. Response: asked to begun. Clean: begun to finished, less the pauses. Turn: asked to finished, pauses
 * and all: the bed could not be used. What was never asked for has neither response nor turn; found clean, it was not cleaned.
 */
function stepsOf(turnover: Finished, mirror: MirrorView, took: Record<TurnMeasureName, number[]>): void {
  const { vacated_at, asked_at, started_at, finished_at } = turnover
  if (vacated_at !== null && asked_at !== null) took.dead.push(minutesFrom(vacated_at, asked_at))
  if (asked_at !== null && started_at !== null) took.response.push(minutesFrom(asked_at, started_at))
  if (started_at !== null && started_at !== finished_at) {
    const paused = pausedOf(mirror, { turnover_id: turnover.turnover_id })
    took.clean.push(minutesFrom(started_at, finished_at, paused.ms))
  }
  if (asked_at !== null) took.turn.push(minutesFrom(asked_at, finished_at))
}

/** Fill: finished to the next patient in the bed, when that was within the window and within as long of the cleaning. */
function* fillsOf(
  bed_id: number,
  finished: readonly Finished[],
  from: Instant,
  mirror: MirrorView,
): Generator<number> {
  const stays = [...mirror.stay.where('bed_id', bed_id)].filter(({ cancelled_at }) => cancelled_at === null)
  for (const { began_at } of stays) {
    if (began_at <= from) continue
    const clean = finished
      .map(({ finished_at }) => finished_at)
      .filter((at) => at <= began_at && at > windowFrom(began_at))
      .sort()
      .at(-1)
    if (clean === undefined) continue
    const another = stays.some((stay) => stay.began_at >= clean && stay.began_at < began_at)
    if (!another) yield minutesFrom(clean, began_at)
  }
}

const minutesFrom = (from: Instant, to: Instant, less = 0): number =>
  Math.max(0, Date.parse(to) - Date.parse(from) - less) / 60_000

type NamesBed = { bed_id: number | null }
function* unitsOfBeds(
  change: { was: NamesBed | undefined; row: NamesBed | undefined },
  mirror: MirrorView,
): Generator<string> {
  for (const { bed_id } of sidesOf(change)) if (bed_id !== null) yield* unitOfBed(bed_id, mirror)
}

function* unitOfBed(bed_id: number, mirror: MirrorView): Generator<string> {
  const bed = mirror.bed.get(bed_id)
  if (bed) yield String(bed.unit_id)
}

/** When the first of what counts leaves the window. */
function firstOut(unit_id: number, mirror: MirrorView): Instant | null {
  const from = windowFrom(mirror.now)
  const first = [...mirror.bed.where('unit_id', unit_id)]
    .flatMap(({ bed_id }) => [
      ...[...mirror.turnover.where('bed_id', bed_id)].map(({ finished_at }) => finished_at),
      ...[...mirror.stay.where('bed_id', bed_id)].map(({ began_at }) => began_at),
    ])
    .filter((at) => at !== null)
    .filter((at) => at > from)
    .reduce<Instant | null>((least, at) => (least === null || at < least ? at : least), null)
  return first === null ? null : new Date(Date.parse(first) + WINDOW_H * 3_600_000).toISOString()
}
