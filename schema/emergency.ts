/** The words of an emergency department, and the rules a site goes by that has set none. */

export const arrivalModes = ['ambulance', 'walk-in', 'other', 'unknown'] as const
export type ArrivalMode = (typeof arrivalModes)[number]

export const triageScales = ['esi', 'manchester', 'own'] as const
export type TriageScale = (typeof triageScales)[number]

/** Who is gravely ill, for NEDOCS: on a ventilator is critical too. */
export const criticalKinds = ['critical', 'ventilated'] as const
export type CriticalKind = (typeof criticalKinds)[number]

/**
 * The lines that must not be passed: arrival to a treatment space, decision to admit to departure, arrival to departure (CMS
 * ECAT), and arrival to departure as the NHS counts it, four and twelve hours.
 */
export const edLines = ['space', 'boarding', 'stay', 'four-hour', 'twelve-hour'] as const
export type EdLine = (typeof edLines)[number]
/** [min]; null: the site does not go by it. */
export type EdLines = Readonly<Record<EdLine, number | null>>

/** Lines that CMS ECAT counts. */
export const ecatLines: readonly EdLine[] = ['space', 'boarding', 'stay']

export interface EdSettings {
  scale: TriageScale
  /** Names of the site's own categories, the most urgent first. */
  own_categories: readonly string[]
  lines: EdLines
  nedocs_counts: CriticalKind
  nedocs_cap: number | null
}

export const startingEdSettings: EdSettings = {
  scale: 'esi',
  own_categories: [],
  lines: { space: 60, boarding: 240, stay: 480, 'four-hour': 240, 'twelve-hour': 720 },
  nedocs_counts: 'ventilated',
  nedocs_cap: 2,
}

/** So long after an ambulance came its patient should be handed over [min], and each of these is worse. */
export const handoverLines = [15, 30, 45, 60] as const
export type HandoverLine = (typeof handoverLines)[number]

/** What is to be done next for somebody in the department. */
export const edActions = [
  'triage',
  'space',
  'see',
  'decide',
  'ask-bed',
  'find-bed',
  'await-bed',
  'move',
  'leave',
] as const
export type EdAction = (typeof edActions)[number]

export const edStages = ['waiting', 'treatment', 'boarding'] as const
export type EdStage = (typeof edStages)[number]
