/** HL7 and user-defined tables whose codes mean something on a bed board. Pure. */
import type { EncounterClass, Sex } from '../../../schema/terms.ts'

export type Disposition = 'home' | 'transferred' | 'deceased' | 'left' | 'other'

/** Table 0004, patient class, and the phrases some hospitals write in its place. Undefined: it says nothing known. */
export function classOf(code: string | undefined): EncounterClass | undefined {
  const word = code
    ?.trim()
    .toUpperCase()
    .replaceAll(/[\s_-]+/g, ' ')
  switch (word) {
    case 'E':
    case 'EMERGENCY':
    case 'ED':
      return 'emergency'
    case 'I':
    case 'INPATIENT':
    case 'P': // preadmit: a bed is meant
    case 'B': // obstetrics
    case 'SURG ADMIT':
    case 'OBS':
    case 'OBSERVATION':
      return 'inpatient'
    case 'O':
    case 'OUTPATIENT':
    case 'R': // recurring
    case 'C': // commercial account: specimens and samples
      return 'outpatient'
    case 'D':
    case 'DC':
    case 'DAY':
    case 'DAY CASE':
    case 'DAYCASE':
    case 'DAY SURGERY':
    case 'DAY PATIENT':
      return 'day'
    default:
      return undefined
  }
}

/** Table 0001, administrative sex. */
export function sexOf(code: string | undefined): Sex | undefined {
  switch (code?.trim().toUpperCase()) {
    case undefined:
      return undefined
    case 'F':
    case 'FEMALE':
      return 'female'
    case 'M':
    case 'MALE':
      return 'male'
    case 'O':
    case 'A': // ambiguous
    case 'X':
    case 'OTHER':
      return 'other'
    default: // U unknown, N not applicable, and whatever nobody knows
      return 'unknown'
  }
}

/**
 * Table 0112, discharge disposition (the NUBC codes most senders use), and plain words.
 * @param died PID-30, patient death indicator
 */
export function dispositionOf(code: string | undefined, died: string | undefined): Disposition | undefined {
  if (died?.toUpperCase() === 'Y') return 'deceased'
  const word = code?.trim().toUpperCase()
  if (word === undefined) return undefined
  if (/^(20|4[0-2]|79)$|DIED|DEATH|DECEASED|EXPIRED/.test(word)) return 'deceased'
  if (/^0?7$|AGAINST|LEFT|SELF[- ]DISCHARGE/.test(word)) return 'left'
  if (/^(0?[2-5]|43|5[01]|6[1-6]|70)$|TRANSFER|OTHER HOSPITAL/.test(word)) return 'transferred'
  // 19 is the usual place of residence in the NHS table of destinations.
  return /^(0?[168]|19)$|HOME|^H$/.test(word) ? 'home' : 'other'
}
