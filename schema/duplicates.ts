/**
 * Whether two descriptions may be of one person, and why: what the desk is offered before it registers somebody anew. Points are
 * added for what agrees and taken away for what speaks against it, in the manner of Fellegi and Sunter (1969): a number
 * weighs more than a birth date, a birth date more than a name. Pure.
 */
import { z } from 'zod'

export const likenessReasons = [
  'same-number',
  'same-phone',
  'same-birth-date',
  'near-birth-date',
  'same-name',
  'near-name',
  'names-swapped',
  'same-family',
  'near-family',
  'same-given',
  'near-given',
] as const
export const likenessReason = z.enum(likenessReasons)
export type LikenessReason = z.infer<typeof likenessReason>

export interface Described {
  family: string
  given: string
  birth_date: string | null
  sex: string
  phone: string | null
  /** Numbers of every kind, as they are written. */
  numbers: readonly string[]
}

export interface Likeness {
  points: number
  why: LikenessReason[]
}

/** From so many points on two may be one: a birth date with one of the names, both names, or a number. */
export const LIKELY = 5

const POINTS: Readonly<Record<LikenessReason, number>> = {
  'same-number': 12,
  'same-phone': 3,
  'same-birth-date': 4,
  'near-birth-date': 2,
  'same-name': 5,
  'near-name': 4,
  'names-swapped': 4,
  'same-family': 3,
  'near-family': 2,
  'same-given': 2,
  'near-given': 1,
}
/** Known on both sides, and another: either it was mistaken, or they are two. */
const OTHER_BIRTH_DATE = -3
const OTHER_SEX = -2

/** What agrees, the weightiest first, and what it comes to. */
export function likeness(asked: Described, known: Described): Likeness {
  const why = [
    ...(asked.numbers.some((one) => known.numbers.includes(one)) ? (['same-number'] as const) : []),
    ...dateReason(asked.birth_date, known.birth_date),
    ...nameReasons(asked, known),
    ...(samePhone(asked.phone, known.phone) ? (['same-phone'] as const) : []),
  ]
  const against =
    (bothKnown(asked.birth_date, known.birth_date) && !why.some((one) => one.endsWith('birth-date'))
      ? OTHER_BIRTH_DATE
      : 0) + (otherSex(asked.sex, known.sex) ? OTHER_SEX : 0)
  why.sort((a, b) => POINTS[b] - POINTS[a])
  return { points: why.reduce((sum, one) => sum + POINTS[one], against), why }
}

/** A telephone number's digits, by its end: with or without what stands before it, it is the same. */
export function phoneDigits(phone: string): string {
  return phone.replaceAll(/\D/g, '').replace(/^0+/, '')
}
/** So many digits at the end are one number: people leave out the country, and the nought before the area. */
export const PHONE_END = 7

function samePhone(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false
  const [a, b] = [phoneDigits(one), phoneDigits(other)]
  return Math.min(a.length, b.length) >= PHONE_END && (a.endsWith(b) || b.endsWith(a))
}

function dateReason(one: string | null, other: string | null): LikenessReason[] {
  if (one === null || other === null) return []
  if (one === other) return ['same-birth-date']
  const [[y1, m1, d1], [y2, m2, d2]] = [one.split('-'), other.split('-')]
  const swapped = y1 === y2 && m1 === d2 && d1 === m2
  return swapped || digitsApart(one, other) === 1 ? ['near-birth-date'] : []
}

const digitsApart = (one: string, other: string): number =>
  one.length === other.length ? Array.from(one).filter((digit, at) => digit !== other[at]).length : Infinity

function nameReasons(asked: Described, known: Described): LikenessReason[] {
  const [family, given] = [nearness(asked.family, known.family), nearness(asked.given, known.given)]
  if (family === 'same' && given === 'same') return ['same-name']
  if (family !== undefined && given !== undefined) return ['near-name']
  if (nearness(asked.family, known.given) && nearness(asked.given, known.family)) return ['names-swapped']
  if (family !== undefined) return [`${family}-family`]
  return given === undefined ? [] : [`${given}-given`]
}

/** undefined: another name, or none. An initial is near the name it begins. */
function nearness(one: string, other: string): 'same' | 'near' | undefined {
  const [a, b] = [plainName(one), plainName(other)]
  if (a === '' || b === '') return undefined
  if (a === b) return 'same'
  const [shorter, longer] = a.length < b.length ? [a, b] : [b, a]
  if (shorter.length === 1) return longer.startsWith(shorter) ? 'near' : undefined
  const slips = longer.length < 5 ? 1 : 2
  return longer.length >= 3 && editsBetween(a, b) <= slips ? 'near' : undefined
}

/** As it sounds to whoever types it: no accents, no case, no blanks; one form of letters that Arabic writes in several ways. */
export function plainName(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}|\u0640/gu, '') // accents, vowel signs, the tatweel
    .replaceAll('ø', 'o')
    .replaceAll('ł', 'l')
    .replaceAll('đ', 'd')
    .replaceAll('ß', 'ss')
    .replaceAll('æ', 'ae')
    .replaceAll('ٱ', 'ا')
    .replaceAll('ى', 'ي')
    .replaceAll('ة', 'ه')
    .replaceAll(/[^\p{L}\p{N}]/gu, '')
}

/** Letters put in, left out, mistaken, or two neighbours exchanged (Damerau; optimal string alignment). */
export function editsBetween(one: string, other: string): number {
  let beforeLast: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, n) => n)
  for (let i = 1; i <= one.length; i++) {
    const row = [i]
    for (let j = 1; j <= other.length; j++) {
      const mistaken = one[i - 1] === other[j - 1] ? 0 : 1
      const exchanged = i > 1 && j > 1 && one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1]
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + mistaken,
        exchanged ? (beforeLast[j - 2] ?? 0) + 1 : Infinity,
      )
    }
    beforeLast = last
    last = row
  }
  return last[other.length] ?? 0
}

const bothKnown = (one: string | null, other: string | null): boolean => one !== null && other !== null
/** "Other" and "not known" speak against nothing. */
const otherSex = (one: string, other: string): boolean =>
  one !== other && [one, other].every((sex) => sex === 'female' || sex === 'male')
