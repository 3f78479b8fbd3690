/**
 * How a hospital of 260 beds lives, in figures: how often, how long, how likely. Minutes and days are those of the
 * ward; `Pace` turns them into time of the real clock. Every figure is a plausible one, not one hospital's secret.
 */
import { admittedMore } from './emergency.ts'
import type { Role } from './layout.ts'
import { chance, logNormal, type Random } from './random.ts'
import { hourOfWeek } from './ward-clock.ts'

export const MINUTE_MS = 60_000

/** Now, how fast, and chance: what every decision is given. */
export interface Pace {
  /** [ms since 1970] */
  now: number
  /** 1: as in life; 60: an hour's events in a minute. */
  speed: number
  random: Random
  /** How many come to the emergency department, against a usual day; left out: as many. */
  crowd?: number
}

/** The instant `minutes` of ward life after `from` [ms]. */
export const after = (from: number, minutes: number, { speed }: Pace): number =>
  from + (minutes * MINUTE_MS) / speed

/**
 * `minutes` after `from`. If that is past (the demo was off, or the house has just been filled), some part of the time is
 * still to come: not everything that is overdue happens in the same second.
 */
export function dueAfter(from: number, minutes: number, pace: Pace): number {
  const due = after(from, minutes, pace)
  return due > pace.now ? due : after(pace.now, minutes * pace.random(), pace)
}

const DAY = 24 * 60
/**
 * Length of stay in a unit [minutes]: median and spread of a log-normal. Of measured series (docs/demo.md): `ed`, so that
 * 16 % take longer than four hours; `assessment`, `medical` and `icu`. The others are plausible figures.
 */
const STAY: Record<Role, readonly [median: number, sigma: number]> = {
  ed: [140, 0.55],
  assessment: [0.69 * DAY, 0.9],
  medical: [4.75 * DAY, 0.8],
  surgical: [2.9 * DAY, 0.7],
  orthopaedic: [4 * DAY, 0.6],
  icu: [1.7 * DAY, 1.1],
  hdu: [1.9 * DAY, 0.6],
  children: [1.1 * DAY, 0.7],
  maternity: [1.8 * DAY, 0.5],
  neonatal: [6 * DAY, 0.7],
  day: [4.5 * 60, 0.3],
}
export const stayMinutes = (role: Role, random: Random): number => logNormal(random, ...STAY[role])

/** The chance that the way from here leads to another unit, and where (weights). Elsewhere patients go home. */
export const onward: Partial<Record<Role, { likely: number; to: readonly (readonly [Role, number])[] }>> = {
  assessment: { likely: 0.36, to: [['medical', 1]] },
  medical: { likely: 0.03, to: [['icu', 1]] },
  icu: {
    likely: 0.9,
    to: [
      ['hdu', 5],
      ['surgical', 3],
      ['medical', 2],
    ],
  },
  hdu: {
    likely: 0.9,
    to: [
      ['surgical', 5],
      ['medical', 4],
      ['orthopaedic', 1],
    ],
  },
  surgical: { likely: 0.02, to: [['hdu', 1]] },
}

/** Which wards take whom, when their own has no bed for so long [minutes]. */
export const elsewhere: Partial<Record<Role, readonly Role[]>> = {
  assessment: ['medical', 'surgical'],
  medical: ['surgical', 'orthopaedic'],
  orthopaedic: ['surgical'],
  surgical: ['orthopaedic'],
  hdu: ['icu'],
}
export const OUTLIES_AFTER = 120

/** Where an admitted adult goes from the emergency department. Intensive care: 7 % in the sepsis log. */
export const admittedTo: readonly (readonly [Role, number])[] = [
  ['assessment', 60],
  ['surgical', 13],
  ['orthopaedic', 8],
  ['medical', 7],
  ['icu', 6],
  ['hdu', 4],
]

/**
 * Of those seen in the emergency department, how many stay: 27.6 % of 23 million in England (docs/demo.md). When the
 * house is nearly full, the bar rises.
 */
export const admittedShare = (
  occupancy: number,
  { age, category }: { age: number; category: number | null },
): number =>
  (age < CHILD_UNTIL ? 0.5 : 1) * admittedMore(category) * 0.276 * (1 - clamp((occupancy - 0.92) / 0.08))

/** Younger than this they go to the children's ward [years]; half as many of them are admitted. */
export const CHILD_UNTIL = 16

/** Of those admitted by the emergency department, how many had been discharged within thirty days: 67 of 423. */
export const RETURNING = 0.16

/** Hours of the day in which patients go home, relative to the mean hour: 423 releases of the sepsis log, local time. */
const LEAVING_HOURS = [
  0.11, 0.06, 0.11, 0.03, 0.03, 0.06, 0.17, 0.17, 0.17, 0.11, 0.91, 3.23, 3.91, 3.18, 2.16, 2.16, 1.93, 1.19,
  1.13, 1.25, 0.91, 0.62, 0.34, 0.11,
]
/** Of a day's patients, this part is fit and still here even in the hour when fewest are. */
const NEVER_FEWER = 0.12

/**
 * How likely an hour sends home somebody who is fit [1/h], by hour of the day: so that, with patients getting fit at any
 * time, those who leave are spread over the day as above. By the evening few are left who could go; more wait by morning.
 */
const LEAVING: readonly number[] = (() => {
  const sum = LEAVING_HOURS.reduce((all, hour) => all + hour, 0)
  const leave = LEAVING_HOURS.map((hour) => hour / sum)
  const waiting: number[] = []
  leave.reduce((left, part) => (waiting.push(left), left + 1 / 24 - part), 0)
  const spare = NEVER_FEWER - Math.min(...waiting)
  return leave.map((part, hour) => -Math.log(1 - part / ((waiting[hour] ?? 0) + spare + 1 / 24)))
})()
const LEAVING_MEAN = LEAVING.reduce((all, hour) => all + hour, 0) / 24

/**
 * When a patient who is fit from `fit` [ms] on really leaves: by chance, about noon rather than at night.
 * The faster the demo, the flatter its day: at 60x a real night would be three weeks without a discharge.
 * @param occupancy of the wards, 0 to 1: a full house finds its discharges sooner, an emptying one takes its time.
 */
export function leavesAt(fit: number, occupancy: number, pace: Pace): number {
  const step = (10 * MINUTE_MS) / pace.speed
  const push = Math.exp(14 * clamp(occupancy - 0.88, -0.1, 0.12))
  let at = Math.max(fit, pace.now)
  for (let tries = 0; tries < 2000; tries++) {
    at += step * (0.5 + pace.random())
    const hourly = LEAVING[hourOfWeek(at) % 24] ?? LEAVING_MEAN
    const hazard = LEAVING_MEAN + (hourly - LEAVING_MEAN) / Math.sqrt(pace.speed)
    if (chance(pace.random, 1 - Math.exp((-10 / 60) * push * hazard))) break
  }
  return at
}

/** How many beds can be cleaned at once: seven cleaners by day, four from nine to seven. */
export const cleanersAt = (now: number): number => {
  const hour = hourOfWeek(now) % 24
  return hour >= 7 && hour < 21 ? 7 : 4
}

const clamp = (value: number, low = 0, high = 1): number => Math.min(high, Math.max(low, value))
