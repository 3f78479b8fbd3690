/** The hard rules of placement: each that a bed breaks for a patient is a reason why it is not suggested. Pure. */
import type { BedFeature, UnitKind } from '../terms.ts'
import { isolationFault } from './isolation.ts'
import type { Readiness } from './readiness.ts'
import { isWhoWaits, type Asked, type BedToPlace, type Room } from './suggest.ts'

export const whyNots = [
  'blocked',
  'closed',
  'surge-not-open',
  'own-bed',
  'occupied',
  'kept-for-another',
  'declined',
  'sex-rule',
  'airborne-room',
  'isolation-mix',
  'isolation-room',
  'level-too-low',
  'wrong-kind',
  'cot',
  'missing-feature',
] as const
export type WhyNotCode = (typeof whyNots)[number]

export interface WhyNot {
  code: WhyNotCode
  /** Of `missing-feature`: those that are missing. */
  features?: BedFeature[]
}

/** Nice to have, and weighed; all other features that are asked for must be there. */
export const SOFT_FEATURES: readonly BedFeature[] = ['near-station']

/** Units for certain patients only, or for no stay: suggested only when they are asked for, and then no others are. */
const SPECIAL: ReadonlySet<UnitKind> = new Set([
  'emergency',
  'paediatric',
  'maternity',
  'neonatal',
  'psychiatric',
  'day',
  'theatre',
  'clinic',
  'lounge',
])
const LEVELS = ['ward', 'hdu', 'icu'] as const

/** Every rule in the way, in the order of the list above; none: the bed is fit, now or once it is ready. */
export function whyNot(asked: Asked, bed: BedToPlace, room: Room, ready: Readiness | undefined): WhyNot[] {
  const why: WhyNot[] = []
  const rule = (broken: boolean, code: WhyNotCode): void => void (broken && why.push({ code }))
  const own = bed.patient !== null && isWhoWaits(bed.patient, asked)
  rule(bed.blocked !== null, 'blocked')
  rule(!bed.staffed && !bed.surge, 'closed')
  rule(!bed.staffed && bed.surge, 'surge-not-open')
  rule(own, 'own-bed')
  rule(bed.patient !== null && !own && ready === undefined, 'occupied')
  rule(bed.reserved !== null && !isWhoWaits(bed.reserved, asked), 'kept-for-another')
  rule(
    asked.declines.some(({ unit, bed: one }) => (one === null ? unit === bed.unit : one === bed.bed)),
    'declined',
  )
  rule(breaksSexRule(asked, bed), 'sex-rule')
  const fault = isolationFault(asked.patient.precautions, bed.features, room.mates)
  if (fault) why.push({ code: fault })
  rule(gives(bed) < LEVELS.indexOf(asked.level), 'level-too-low')
  rule(isWrongKind(asked, bed), 'wrong-kind')
  rule(bed.features.includes('cot') && !asked.features.includes('cot'), 'cot')
  const features = asked.features.filter(
    (feature) => !bed.features.includes(feature) && !SOFT_FEATURES.includes(feature),
  )
  if (features.length > 0) why.push({ code: 'missing-feature', features })
  return why
}

/** As the ward's own rule: an unknown or other sex passes. */
function breaksSexRule({ patient }: Asked, { sex_rule }: BedToPlace): boolean {
  return (
    sex_rule !== 'any' && (patient.sex === 'female' || patient.sex === 'male') && patient.sex !== sex_rule
  )
}

/** Units without a level of their own give what a ward gives; newborns' units all that newborns need. */
function gives(bed: BedToPlace): number {
  if (bed.unit_kind === 'neonatal') return LEVELS.length
  return bed.level === 'short' ? 0 : LEVELS.indexOf(bed.level)
}

function isWrongKind(asked: Asked, bed: BedToPlace): boolean {
  if (asked.unit === bed.unit || asked.unit_kind === bed.unit_kind) return false
  return SPECIAL.has(bed.unit_kind) || (asked.unit_kind !== null && SPECIAL.has(asked.unit_kind))
}
