/**
 * Who comes to the emergency department, how ill, and how long each thing takes there. Plausible figures for such a
 * department, not measurements, but the share that is admitted (rates.ts) and the hours of the week (arrivals.ts). Pure.
 */
import { logNormal, pick, weighted, type Random } from './random.ts'

/** By the Emergency Severity Index: 1 dies without help, 5 needs no resource at all. */
export type Category = 1 | 2 | 3 | 4 | 5
export const categories = [1, 2, 3, 4, 5] as const

export type Came = 'ambulance' | 'walk-in'
/** One in three comes by ambulance. */
export const BY_AMBULANCE = 0.35

/** How many of a hundred are of each category: who is brought is the sicker. */
const MIX: Record<Came, Record<Category, number>> = {
  ambulance: { 1: 4, 2: 38, 3: 46, 4: 11, 5: 1 },
  'walk-in': { 1: 0.3, 2: 11, 3: 45, 4: 35, 5: 8.7 },
}
export const categoryOf = (came: Came, random: Random): Category =>
  weighted(
    random,
    categories.map((category) => [category, MIX[came][category]] as const),
  )

/** How much likelier than the mean each is admitted; the mean over both mixes stays 1. */
const ADMITTED: Record<Category, number> = { 1: 2.4, 2: 1.9, 3: 1.07, 4: 0.3, 5: 0.1 }
export const admittedMore = (category: number | null): number =>
  ADMITTED[categories.find((one) => one === category) ?? 3]

const COMPLAINTS: Record<Category, readonly string[]> = {
  1: ['Cardiac arrest', 'Major trauma', 'Not breathing well', 'Unresponsive'],
  2: ['Chest pain', 'Stroke symptoms', 'Sepsis suspected', 'Short of breath', 'Severe allergic reaction'],
  3: ['Abdominal pain', 'Fever', 'Fall, hip pain', 'Headache', 'Vomiting', 'Dizziness', 'Back pain'],
  4: ['Ankle injury', 'Laceration', 'Wrist pain', 'Earache', 'Rash', 'Painful urination'],
  5: ['Repeat prescription', 'Dressing change', 'Insect bite', 'Sore throat'],
}
export const complaintOf = (category: Category, random: Random): string => pick(random, COMPLAINTS[category])

/** "Medic 14": whichever crew is sent. */
export const crew = (random: Random): string => `Medic ${10 + Math.floor(random() * 40)}`

/** Resus for who may die, minors for who can wait, majors for the others; wherever there is a place, when there is none of these. */
const AREA: Record<Category, string> = { 1: 'ED-R', 2: 'ED-B', 3: 'ED-B', 4: 'ED-M', 5: 'ED-M' }
export function spacesFor<S extends { code: string }>(
  free: readonly S[],
  category: number | null,
): readonly S[] {
  const area = AREA[categories.find((one) => one === category) ?? 3]
  const right = free.filter(({ code }) => code.startsWith(area))
  return right.length > 0 ? right : free
}

/** Minutes from arrival to triage. */
export const triageTakes = (random: Random): number => logNormal(random, 7, 0.5)
/** Minutes from the door to handover, when there is a place to put the patient. */
export const handoverTakes = (random: Random): number => logNormal(random, 13, 0.5)

/** Minutes that each waits at least: from triage for a space, from the space for a doctor. */
const SPACE: Record<Category, number> = { 1: 1, 2: 4, 3: 12, 4: 22, 5: 30 }
const DOCTOR: Record<Category, number> = { 1: 2, 2: 9, 3: 24, 4: 32, 5: 35 }
const ofCategory = (table: Record<Category, number>, category: number | null): number =>
  table[categories.find((one) => one === category) ?? 3]
export const spaceTakes = (category: number | null, random: Random): number =>
  logNormal(random, ofCategory(SPACE, category), 0.5)
export const doctorTakes = (category: number | null, random: Random): number =>
  logNormal(random, ofCategory(DOCTOR, category), 0.6)
/** Minutes from the doctor's first look to the decision: 140 in all, with what was waited before. */
export const decisionTakes = (random: Random): number => logNormal(random, 88, 0.65)

/** One in eight of those who are not gravely ill goes again if there is no space for them by then: some 3 % of all who come. */
export const GIVES_UP = 0.12
export const patience = (random: Random): number => logNormal(random, 35, 0.5)
export const givesUp = (category: number | null): boolean => (category ?? 3) >= 3

/** Attending physicians on duty, by the hour of the day. */
export function attendingsAt(hour: number): number {
  if (hour < 8) return 2
  if (hour < 12) return 4
  return hour < 22 ? 5 : 3
}
