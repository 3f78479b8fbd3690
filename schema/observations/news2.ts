/**
 * NEWS2, the National Early Warning Score 2. Reproduced from: Royal College of Physicians, National Early Warning Score
 * (NEWS) 2, London, 2017. Decision support, not a diagnosis. Pure, and the same on a phone without a link as on the server.
 */
import type { Vitals } from './vitals.ts'

export const scored = [
  'respiration',
  'spo2',
  'oxygen',
  'systolic',
  'pulse',
  'consciousness',
  'temperature',
] as const
export type Scored = (typeof scored)[number]
export type Points = 0 | 1 | 2 | 3
export type SpO2Scale = 1 | 2

/** Up to this value, these points; the table of the RCP, read from left to right. */
type Bands = readonly (readonly [number, Points])[]

const respiration: Bands = [[8, 3], [11, 1], [20, 0], [24, 2], [Infinity, 3]] // prettier-ignore
const spo2Scale1: Bands = [[91, 3], [93, 2], [95, 1], [Infinity, 0]] // prettier-ignore
/** For a prescribed target of 88-92 %: above it, oxygen is what is too much. */
const spo2Scale2: Bands = [[83, 3], [85, 2], [87, 1], [92, 0], [94, 1], [96, 2], [Infinity, 3]] // prettier-ignore
const systolic: Bands = [[90, 3], [100, 2], [110, 1], [219, 0], [Infinity, 3]] // prettier-ignore
const pulse: Bands = [[40, 3], [50, 1], [90, 0], [110, 1], [130, 2], [Infinity, 3]] // prettier-ignore
const temperature: Bands = [[35.0, 3], [36.0, 1], [38.0, 0], [39.0, 1], [Infinity, 2]] // prettier-ignore

const pointsIn = (bands: Bands, value: number): Points => bands.find(([upTo]) => value <= upTo)?.[1] ?? 3

export type Parts = { [S in Scored]: Points | null }

/** The points of each, null where it was not taken. Temperatures count by the tenth the table is written in. */
export function partsOf(vitals: Vitals, scale: SpO2Scale): Parts {
  const of = <V>(value: V | null, points: (value: V) => Points): Points | null =>
    value === null ? null : points(value)
  const onAir = vitals.oxygen === 'air'
  return {
    respiration: of(vitals.respiration, (value) => pointsIn(respiration, value)),
    spo2: of(vitals.spo2, (value) => {
      if (scale === 1) return pointsIn(spo2Scale1, value)
      return onAir && value >= 93 ? 0 : pointsIn(spo2Scale2, value)
    }),
    oxygen: of(vitals.oxygen, (supply) => (supply === 'oxygen' ? 2 : 0)),
    systolic: of(vitals.systolic, (value) => pointsIn(systolic, value)),
    pulse: of(vitals.pulse, (value) => pointsIn(pulse, value)),
    consciousness: of(vitals.consciousness, (level) => (level === 'A' ? 0 : 3)),
    temperature: of(vitals.temperature, (value) => pointsIn(temperature, tenth(value))),
  }
}

/** 38.05 is stated as 38.1; in halves of a binary fraction it would be 38.0. */
const tenth = (value: number): number => Math.round(Number((value * 10).toFixed(4))) / 10

export interface Score {
  parts: Parts
  /** 0 to 20. */
  total: number
  /** One of the parts alone is 3. */
  single: boolean
}

/** undefined: something was not taken, so there is no score. */
export function scoreOf(vitals: Vitals, scale: SpO2Scale): Score | undefined {
  const parts = partsOf(vitals, scale)
  let total = 0
  for (const name of scored) {
    const points = parts[name]
    if (points === null) return undefined
    total += points
  }
  return { parts, total, single: scored.some((name) => parts[name] === 3) }
}

/** What was not taken of what the score is made of. */
export const missingIn = (vitals: Vitals): Scored[] => scored.filter((name) => vitals[name] === null)

/** Why a patient is not scored at all: NEWS2 is for those of 16 years and more who are not pregnant. */
export type NotScored = 'young' | 'pregnant'
export const SCORED_FROM_YEARS = 16

/** @param today the local date of the set, "2026-11-25". Whose birth date nobody knows is scored. */
export function notScored(
  { birth_date, pregnant }: { birth_date: string | null; pregnant: boolean },
  today: string,
): NotScored | undefined {
  if (birth_date !== null) {
    const year = Number(birth_date.slice(0, 4)) + SCORED_FROM_YEARS
    if (today < `${String(year).padStart(4, '0')}${birth_date.slice(4)}`) return 'young'
  }
  return pregnant ? 'pregnant' : undefined
}
