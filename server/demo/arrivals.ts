/** Who comes when: the arrivals of an hour of the week, by way in. */
import type { Pace } from './rates.ts'
import { chance, exponential } from './random.ts'
import { hourOfWeek } from './ward-clock.ts'

/**
 * Emergency arrivals by hour of the week, as multiples of the mean hour; Monday to Sunday, midnight to midnight. Means of
 * 21,936 hourly counts of a university hospital's department, July 2013 to December 2015 (docs/demo.md, sources).
 */
const ED_WEEK: readonly (readonly number[])[] = [
  [
    0.65, 0.52, 0.42, 0.34, 0.31, 0.29, 0.38, 0.57, 1.05, 1.31, 1.48, 1.59, 1.58, 1.56, 1.56, 1.6, 1.57, 1.7,
    1.6, 1.54, 1.35, 1.24, 1.01, 0.76,
  ],
  [
    0.64, 0.49, 0.4, 0.33, 0.31, 0.32, 0.34, 0.51, 0.88, 1.18, 1.34, 1.38, 1.44, 1.35, 1.36, 1.44, 1.49, 1.59,
    1.44, 1.47, 1.27, 1.12, 0.98, 0.72,
  ],
  [
    0.64, 0.55, 0.4, 0.37, 0.33, 0.32, 0.35, 0.59, 0.87, 1.17, 1.24, 1.35, 1.29, 1.42, 1.36, 1.41, 1.49, 1.5,
    1.49, 1.4, 1.35, 1.14, 0.98, 0.83,
  ],
  [
    0.6, 0.49, 0.41, 0.34, 0.33, 0.28, 0.33, 0.53, 0.86, 1.07, 1.2, 1.39, 1.37, 1.3, 1.39, 1.35, 1.46, 1.45,
    1.44, 1.42, 1.25, 1.2, 0.86, 0.79,
  ],
  [
    0.63, 0.55, 0.49, 0.39, 0.31, 0.33, 0.34, 0.5, 0.78, 1.08, 1.29, 1.33, 1.43, 1.33, 1.47, 1.44, 1.53, 1.64,
    1.43, 1.42, 1.34, 1.14, 1.0, 0.89,
  ],
  [
    0.8, 0.69, 0.57, 0.49, 0.37, 0.35, 0.36, 0.5, 0.69, 0.99, 1.25, 1.28, 1.4, 1.42, 1.34, 1.36, 1.37, 1.35,
    1.28, 1.29, 1.26, 1.19, 0.98, 0.85,
  ],
  [
    0.8, 0.73, 0.59, 0.46, 0.43, 0.38, 0.4, 0.48, 0.68, 0.98, 1.2, 1.28, 1.46, 1.39, 1.42, 1.39, 1.4, 1.29,
    1.33, 1.36, 1.33, 1.17, 1.02, 0.76,
  ],
]

const ED_ARRIVALS_A_DAY = 120
const HOUR_MS = 3_600_000

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
      return (ED_ARRIVALS_A_DAY / 24) * (ED_WEEK[day]?.[clock] ?? 1)
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
  const crowd = flow === 'ed' ? (pace.crowd ?? 1) : 1
  let at = pace.now
  for (let tries = 0; tries < 5000; tries++) {
    at += exponential(pace.random, HOUR_MS / (CEILING[flow] * crowd * pace.speed))
    if (chance(pace.random, arrivalsAnHour(flow, hourOfWeek(at), pace.speed) / CEILING[flow])) return at
  }
  return at
}
