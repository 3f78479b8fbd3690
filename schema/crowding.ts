/** How crowded an emergency department is, by two published scores. Pure; DEFINITIONS section 3. */

export interface NedocsParts {
  /** In the department, in its waiting room too. */
  patients: number
  /** Its staffed treatment spaces. */
  beds: number
  /** Admitted, and still in the department. */
  admitted: number
  /** Staffed inpatient beds of the hospital. */
  hospital_beds: number
  /** On a ventilator (or critical, as the site has it), after the site's cap. */
  critical: number
  /** How long the one who waits longest for a bed on a ward has waited [h]. */
  longest_boarding_h: number
  /** How long the last patient who got a space had waited for it [h]. */
  last_wait_h: number
}

const HIGHEST = 200

/**
 * National Emergency Department Overcrowding Score (Weiss 2004), 0 to 200.
 * @returns null where it is not defined: no beds to divide by
 */
export function nedocs(parts: NedocsParts): number | null {
  const { patients, beds, admitted, hospital_beds, critical, longest_boarding_h, last_wait_h } = parts
  if (beds <= 0 || hospital_beds <= 0) return null
  const score =
    -20 +
    85.8 * (patients / beds) +
    600 * (admitted / hospital_beds) +
    13.4 * critical +
    0.93 * longest_boarding_h +
    5.64 * last_wait_h
  return Math.min(HIGHEST, Math.max(0, score))
}

/** What a NEDOCS means, each band up to a whole number. */
const NEDOCS_UP_TO = [
  ['not-busy', 20],
  ['busy', 60],
  ['extremely-busy', 100],
  ['overcrowded', 140],
  ['severe', 180],
  ['dangerous', HIGHEST],
] as const
export type NedocsBand = (typeof NEDOCS_UP_TO)[number][0]
export const nedocsBands = NEDOCS_UP_TO.map(([band]) => band)

export const nedocsBand = (score: number): NedocsBand =>
  NEDOCS_UP_TO.find(([, up_to]) => Math.round(score) <= up_to)?.[0] ?? 'dangerous'

/** Categories of triage: 1 is the most urgent. */
export const CATEGORIES = 5

/**
 * Emergency Department Work Index (Bernstein 2003): patients by triage category, the most urgent first, each weighed by how
 * urgent (5 down to 1), against attendings times the bays no admitted patient lies in.
 * @returns null where it is not defined: nobody on duty, or no bay left
 */
export function edwin(
  by_category: readonly number[],
  { attendings, bays, admitted }: { attendings: number; bays: number; admitted: number },
): number | null {
  if (attendings <= 0 || admitted >= bays) return null
  const work = by_category.reduce((sum, n, nth) => sum + n * (CATEGORIES - nth), 0)
  return work / (attendings * (bays - admitted))
}

export const edwinBands = ['active', 'busy', 'crowded'] as const
export type EdwinBand = (typeof edwinBands)[number]

export const edwinBand = (score: number): EdwinBand =>
  score < 1.5 ? 'active' : score <= 2 ? 'busy' : 'crowded'
