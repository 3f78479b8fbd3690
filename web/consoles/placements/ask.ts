/** The needs of a request as a form holds them. */
import type { FromKind, NeededLevel, RequestPriority } from '../../../schema/placement/words.ts'
import type { BedFeature, UnitKind } from '../../../schema/terms.ts'

export interface Needs {
  priority: RequestPriority
  from_kind: FromKind
  to_site: string
  level: NeededLevel
  unit: string
  unit_kind: UnitKind | ''
  features: BedFeature[]
  specialty: string
}

/** As commands take them: empty is nothing asked for. */
export const asked = ({ priority, level, unit, unit_kind, features, specialty }: Needs) => ({
  priority,
  level,
  unit: unit || null,
  unit_kind: unit_kind || null,
  features,
  specialty: specialty.trim() || null,
})

/** The words in the order a form lists them. The contract's lists are zod's, which a page need not load; types hold them equal. */
const keys = <K extends string>(all: Record<K, 1>): K[] => Object.keys(all) as K[] // the keys of the table given
export const priorities = keys<RequestPriority>({ emergency: 1, urgent: 1, routine: 1 })
export const levels = keys<NeededLevel>({ ward: 1, hdu: 1, icu: 1 })
export const fromKinds = keys<FromKind>({
  ed: 1,
  theatre: 1,
  clinic: 1,
  home: 1,
  unit: 1,
  'other-site': 1,
  'other-hospital': 1,
})
export const unitKinds = keys<UnitKind>({
  medical: 1,
  surgical: 1,
  icu: 1,
  hdu: 1,
  paediatric: 1,
  maternity: 1,
  neonatal: 1,
  psychiatric: 1,
  rehabilitation: 1,
  day: 1,
  emergency: 1,
  theatre: 1,
  clinic: 1,
  lounge: 1,
  other: 1,
})
export const features = keys<BedFeature>({
  telemetry: 1,
  oxygen: 1,
  suction: 1,
  ventilator: 1,
  bariatric: 1,
  isolation: 1,
  'negative-pressure': 1,
  'near-station': 1,
  cot: 1,
})
