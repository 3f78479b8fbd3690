/** What is measured at a bed: its codes, its units, and which values cannot be or are asked about twice. Pure. */
import { z } from 'zod'

export const oxygenSupplies = ['air', 'oxygen'] as const
export const oxygenDevices = [
  'nasal',
  'mask',
  'venturi',
  'reservoir',
  'high-flow',
  'niv',
  'tracheostomy',
  'other',
] as const
/** Alert, new confusion, to voice, to pain, unresponsive. */
export const consciousnessLevels = ['A', 'C', 'V', 'P', 'U'] as const

export const oxygenSupply = z.enum(oxygenSupplies)
export const oxygenDevice = z.enum(oxygenDevices)
export const consciousness = z.enum(consciousnessLevels)
export type Consciousness = z.infer<typeof consciousness>

/** A measure in numbers. Outside `hard` it is no measurement; outside `soft` somebody has to say that it is so. */
export interface Measure {
  loinc: string
  /** UCUM */
  unit: string
  hard: readonly [number, number]
  soft: readonly [number, number]
  /** Decimals it is taken with. */
  digits: number
}

export const measures = {
  respiration: { loinc: '9279-1', unit: '/min', hard: [0, 80], soft: [5, 50], digits: 0 },
  spo2: { loinc: '59408-5', unit: '%', hard: [30, 100], soft: [70, 100], digits: 0 },
  oxygen_flow: { loinc: '3151-8', unit: 'L/min', hard: [0.1, 80], soft: [0.1, 60], digits: 2 },
  systolic: { loinc: '8480-6', unit: 'mm[Hg]', hard: [30, 300], soft: [60, 240], digits: 0 },
  diastolic: { loinc: '8462-4', unit: 'mm[Hg]', hard: [10, 200], soft: [30, 130], digits: 0 },
  pulse: { loinc: '8867-4', unit: '/min', hard: [10, 300], soft: [35, 200], digits: 0 },
  temperature: { loinc: '8310-5', unit: 'Cel', hard: [25, 45], soft: [33, 41.5], digits: 2 },
} as const satisfies Record<string, Measure>
export type MeasureName = keyof typeof measures
export const measureNames = Object.keys(measures) as MeasureName[] // the object's own keys

/** LOINC of what is said in words. */
export const wordCodes = { consciousness: '67775-7', oxygen: '3151-8' } as const

/** A number as this measure is stated: whole where it is counted, within what can be. */
export function measured(name: MeasureName) {
  const { hard, digits, loinc, unit } = measures[name]
  const number = digits === 0 ? z.number().int() : z.number().multipleOf(0.01)
  return number.min(hard[0]).max(hard[1]).describe(`[${unit}], LOINC ${loinc}`)
}

/** What one look at a patient found. null: not taken. */
export interface Vitals {
  respiration: number | null
  spo2: number | null
  oxygen: (typeof oxygenSupplies)[number] | null
  oxygen_flow: number | null
  oxygen_device: (typeof oxygenDevices)[number] | null
  systolic: number | null
  diastolic: number | null
  pulse: number | null
  consciousness: Consciousness | null
  temperature: number | null
}
export const vitalNames = [
  'respiration',
  'spo2',
  'oxygen',
  'oxygen_flow',
  'oxygen_device',
  'systolic',
  'diastolic',
  'pulse',
  'consciousness',
  'temperature',
] as const satisfies readonly (keyof Vitals)[]

export type Doubt = { field: MeasureName; what: 'impossible' | 'unusual'; low: number; high: number }

/** Which of these values cannot be, and which are so seldom that somebody has to say it again. */
export function doubtsOf(values: Partial<Vitals>): Doubt[] {
  const doubts: Doubt[] = []
  for (const field of measureNames) {
    const value = values[field]
    if (value == null) continue
    const { hard, soft } = measures[field]
    if (value < hard[0] || value > hard[1])
      doubts.push({ field, what: 'impossible', low: hard[0], high: hard[1] })
    else if (value < soft[0] || value > soft[1])
      doubts.push({ field, what: 'unusual', low: soft[0], high: soft[1] })
  }
  const { systolic, diastolic } = values
  if (systolic != null && diastolic != null && diastolic >= systolic)
    doubts.push({
      field: 'diastolic',
      what: 'impossible',
      low: measures.diastolic.hard[0],
      high: systolic - 1,
    })
  return doubts
}
