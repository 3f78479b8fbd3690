/** Which surge level the figures speak for, and why. Pure: a person declares it, or does not. */

/** A neutral scale of four, after OPEL 1–4: 1 the usual day, 2 watch, 3 act together, 4 all hands. */
export const surgeLevels = [1, 2, 3, 4] as const
export type SurgeLevel = (typeof surgeLevels)[number]

/** From which value on levels 2, 3 and 4 are proposed. */
export type Steps = readonly [number, number, number]

export interface SurgeRules {
  /** Occupancy of the inpatient beds [%]. */
  occupancy: Steps
  /** Patients who wait for a bed, with none kept for them. */
  waiting: Steps
}

/**
 * Starting values, for the site to set. Occupancy: 85 % (Bagust, BMJ 1999) and 92 % (NHS planning line), DEFINITIONS
 * section 1; 97 %, and how many may wait, are ours.
 */
export const startingRules: SurgeRules = { occupancy: [85, 92, 97], waiting: [5, 10, 20] }

export const surgeMeasures = ['occupancy', 'waiting'] as const
export type SurgeMeasure = (typeof surgeMeasures)[number]

/** Why a level is proposed: this figure has reached that line. */
export interface SurgeReason {
  measure: SurgeMeasure
  value: number
  threshold: number
  level: SurgeLevel
}

/**
 * The highest level any figure speaks for, with each figure that has reached a line, gravest first; level 1 and no reason
 * when none has. A figure that cannot be told (null: no bed is available) speaks for nothing.
 */
export function proposedSurge(
  figures: Readonly<Record<SurgeMeasure, number | null>>,
  rules: SurgeRules,
): { level: SurgeLevel; reasons: SurgeReason[] } {
  const reasons = surgeMeasures
    .flatMap((measure) => reasonOf(measure, figures[measure], rules[measure]))
    .sort((a, b) => b.level - a.level)
  return { level: reasons[0]?.level ?? 1, reasons }
}

function reasonOf(measure: SurgeMeasure, value: number | null, steps: Steps): SurgeReason[] {
  if (value === null) return []
  const reached = steps.filter((step) => value >= step).length
  const threshold = steps[reached - 1]
  const level = surgeLevels[reached]
  return threshold === undefined || level === undefined ? [] : [{ measure, value, threshold, level }]
}
