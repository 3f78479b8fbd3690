/** What speaks for a bed and what against it, among those that may be used at all. Pure. */
import type { BedFeature } from '../terms.ts'
import type { Asked, BedToPlace, Room } from './suggest.ts'

/** How much each weighs; docs/placement.md says why. What is wished for outweighs what is spared. */
export const weights = {
  kept: 100,
  'asked-unit': 16,
  'asked-kind': 8,
  specialty: 8,
  'near-station': 4,
  cohort: 4,
  'single-room': 3,
  'same-unit': 1,
  'begins-cohort': -3,
  'scarce-equipment': -1,
  surge: -2,
  'scarce-isolation': -4,
  'scarce-level': -6,
} as const
export type ReasonCode = keyof typeof weights

export interface Reason {
  code: ReasonCode
  /** Above 0: speaks for it; below: against. */
  weight: number
}

const ISOLATION: readonly BedFeature[] = ['isolation', 'negative-pressure']
const EQUIPMENT: readonly BedFeature[] = ['telemetry', 'ventilator', 'bariatric']
const LEVELS = ['ward', 'hdu', 'icu'] as const

/** What speaks for and against a bed that breaks no hard rule, the weightiest first. */
export function preferences(asked: Asked, bed: BedToPlace, room: Room): Reason[] {
  const found: ReasonCode[] = []
  const when = (holds: boolean, code: ReasonCode): void => void (holds && found.push(code))
  const isolated = asked.patient.precautions.length > 0
  const airborne = asked.patient.precautions.some(({ kind }) => kind === 'airborne')
  const has = (feature: BedFeature): boolean => bed.features.includes(feature)
  const unneeded = (feature: BedFeature): boolean => has(feature) && !asked.features.includes(feature)

  when(bed.reserved !== null, 'kept') // for this patient: for another it would not be here
  when(asked.unit === bed.unit, 'asked-unit')
  when(asked.unit_kind === bed.unit_kind, 'asked-kind')
  when(asked.specialty !== null && bed.specialties.some((one) => sameWord(one, asked.specialty)), 'specialty')
  when(asked.features.includes('near-station') && has('near-station'), 'near-station')
  when(isolated && room.beds > 1 && room.mates.length > 0, 'cohort')
  when(isolated && room.beds === 1, 'single-room')
  when(isolated && room.beds > 1 && room.mates.length === 0, 'begins-cohort')
  when(asked.here_unit === bed.unit && asked.site === bed.site, 'same-unit')
  when(EQUIPMENT.some(unneeded), 'scarce-equipment')
  when(bed.surge, 'surge')
  when(
    !asked.features.some((feature) => ISOLATION.includes(feature)) &&
      (has('negative-pressure') ? !airborne : has('isolation') && !isolated),
    'scarce-isolation',
  )
  when(
    bed.level !== 'short' && LEVELS.indexOf(bed.level) > LEVELS.indexOf(asked.level) && !isAsked(asked, bed),
    'scarce-level',
  )
  return found
    .map((code) => ({ code, weight: weights[code] }))
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
}

const isAsked = (asked: Asked, bed: BedToPlace): boolean =>
  asked.unit === bed.unit || asked.unit_kind === bed.unit_kind

const sameWord = (one: string, other: string | null): boolean => one.toLowerCase() === other?.toLowerCase()
