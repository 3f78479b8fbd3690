/**
 * How a hospital of 260 beds lives, in figures: how often, how long, how likely. Minutes and days are those of the
 * ward; `Pace` turns them into time of the real clock. Every figure is a plausible one, not one hospital's secret.
 */
import type { Role } from './layout.ts'
import { chance, exponential, logNormal, type Random } from './random.ts'
import { hourOfWeek } from './ward-clock.ts'

export const MINUTE_MS = 60_000

/** Now, how fast, and chance: what every decision is given. */
export interface Pace {
  /** [ms since 1970] */
  now: number
  /** 1: as in life; 60: an hour's events in a minute. */
  speed: number
  random: Random
}

/** The instant `minutes` of ward life after `from` [ms]. */
export const after = (from: number, minutes: number, { speed }: Pace): number =>
  from + (minutes * MINUTE_MS) / speed

/**
 * Emergency arrivals by hour of the day, as multiples of the mean hour: means over 22,000 hourly counts of a university
 * hospital's department (2013 to 2015), Monday to Friday and weekend apart, since nights before free days differ.
 */
const WEEKDAY_HOURS = [
  0.63, 0.52, 0.42, 0.35, 0.32, 0.31, 0.35, 0.54, 0.88, 1.15, 1.3, 1.4, 1.41, 1.38, 1.42, 1.44, 1.5, 1.57,
  1.47, 1.44, 1.3, 1.16, 0.96, 0.79,
]
const WEEKEND_HOURS = [
  0.81, 0.72, 0.59, 0.48, 0.41, 0.37, 0.39, 0.5, 0.7, 1.01, 1.25, 1.3, 1.46, 1.43, 1.41, 1.4, 1.41, 1.34,
  1.33, 1.35, 1.32, 1.2, 1.02, 0.82,
]
/** Monday to Sunday, from the same counts. */
const DAYS = [1.09, 0.99, 1, 0.97, 1, 0.97, 0.98]

const ED_ARRIVALS_A_DAY = 120

/** Ways into the hospital. */
export const flows = ['ed', 'elective', 'day', 'labour', 'newborn'] as const
export type Flow = (typeof flows)[number]

/**
 * How many come that way in an hour of ward life, in that hour of the week (0 is Monday from midnight, local time). The
 * faster the demo, the flatter its week, as with `leavesAt`: at 60x a real night would be three weeks without a visitor.
 */
export function arrivalsAnHour(flow: Flow, hour: number, speed: number): number {
  return MEAN[flow] + (arrivalsInLife(flow, hour) - MEAN[flow]) / Math.sqrt(speed)
}

function arrivalsInLife(flow: Flow, hour: number): number {
  const day = Math.floor(hour / 24)
  const clock = hour % 24
  const weekend = day >= 5
  switch (flow) {
    case 'ed':
      return (
        (ED_ARRIVALS_A_DAY / 24) * (DAYS[day] ?? 1) * ((weekend ? WEEKEND_HOURS : WEEKDAY_HOURS)[clock] ?? 1)
      )
    case 'elective': // called in for the morning: 14 on a working day, a few on Sunday afternoon for Monday
      return weekend ? (day === 6 && clock >= 14 && clock < 18 ? 1 : 0) : clock >= 7 && clock < 11 ? 3.5 : 0
    case 'day':
      return weekend ? 0 : clock >= 7 && clock < 13 ? 3 : 0
    case 'labour':
      return 7 / 24
    case 'newborn':
      return 1.1 / 24
  }
}

const WEEK_HOURS = Array.from({ length: 168 }, (_, hour) => hour)
const overTheWeek = (of: (rates: number[]) => number): Record<Flow, number> => {
  const value = (flow: Flow): number => of(WEEK_HOURS.map((hour) => arrivalsInLife(flow, hour)))
  return {
    ed: value('ed'),
    elective: value('elective'),
    day: value('day'),
    labour: value('labour'),
    newborn: value('newborn'),
  }
}
const MEAN = overTheWeek((rates) => rates.reduce((sum, rate) => sum + rate, 0) / rates.length)
/** The highest of the week: what thinning needs. */
const CEILING = overTheWeek((rates) => Math.max(...rates))

/** When the next one comes that way, after now: thinning of a Poisson process (Lewis and Shedler 1979). */
export function nextArrival(flow: Flow, pace: Pace): number {
  let at = pace.now
  for (let tries = 0; tries < 5000; tries++) {
    at += exponential(pace.random, (60 * MINUTE_MS) / (CEILING[flow] * pace.speed))
    if (chance(pace.random, arrivalsAnHour(flow, hourOfWeek(at), pace.speed) / CEILING[flow])) return at
  }
  return at
}

const DAY = 24 * 60
/** Length of stay in a unit [minutes]: median and spread of a log-normal. */
const STAY: Record<Role, readonly [median: number, sigma: number]> = {
  ed: [140, 0.55],
  assessment: [0.9 * DAY, 0.5],
  medical: [4.2 * DAY, 0.7],
  surgical: [2.9 * DAY, 0.7],
  orthopaedic: [4.4 * DAY, 0.6],
  icu: [2.6 * DAY, 0.7],
  hdu: [1.9 * DAY, 0.6],
  children: [1.1 * DAY, 0.7],
  maternity: [1.8 * DAY, 0.5],
  neonatal: [6 * DAY, 0.7],
  day: [4.5 * 60, 0.3],
}
export const stayMinutes = (role: Role, random: Random): number => logNormal(random, ...STAY[role])

/** The chance that the way from here leads to another unit, and where (weights). Elsewhere patients go home. */
export const onward: Partial<Record<Role, { likely: number; to: readonly (readonly [Role, number])[] }>> = {
  assessment: { likely: 0.5, to: [['medical', 1]] },
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

/** Where an admitted adult goes from the emergency department. */
export const admittedTo: readonly (readonly [Role, number])[] = [
  ['assessment', 62],
  ['surgical', 13],
  ['orthopaedic', 9],
  ['medical', 8],
  ['icu', 4],
  ['hdu', 4],
]

/** Of those seen in the emergency department, how many stay. When the house is nearly full, the bar rises. */
export const admittedShare = (occupancy: number): number => 0.27 * (1 - clamp((occupancy - 0.92) / 0.08))

/** Hours of the day in which patients go home, relative to the mean hour: two thirds leave between noon and six. */
const LEAVING_HOURS = [
  0.05, 0.03, 0.02, 0.02, 0.02, 0.02, 0.05, 0.1, 0.3, 0.6, 1.2, 1.7, 2.1, 2.6, 3, 3, 2.8, 2.3, 1.6, 1.1, 0.7,
  0.4, 0.2, 0.1,
]

/**
 * When a patient who is fit from `fit` [ms] on really leaves: by chance, in the afternoon rather than at night.
 * The faster the demo, the flatter its day: at 60x a real night would be three weeks without a discharge.
 * @param occupancy of the wards, 0 to 1: a full house finds its discharges sooner, an emptying one takes its time.
 */
export function leavesAt(fit: number, occupancy: number, pace: Pace): number {
  const step = (10 * MINUTE_MS) / pace.speed
  const push = Math.exp(14 * clamp(occupancy - 0.88, -0.1, 0.12))
  let at = Math.max(fit, pace.now)
  for (let tries = 0; tries < 2000; tries++) {
    at += step * (0.5 + pace.random())
    const hour = LEAVING_HOURS[hourOfWeek(at) % 24] ?? 1
    const shape = 1 + (hour - 1) / Math.sqrt(pace.speed)
    if (chance(pace.random, 1 - Math.exp((-10 / 240) * push * shape))) break
  }
  return at
}

/** How many beds can be cleaned at once. */
export const CLEANERS = 6

const clamp = (value: number, low = 0, high = 1): number => Math.min(high, Math.max(low, value))
