/** The vital signs in a message of results (ORU), by the instant they were taken. Pure. */
import type { Vitals } from '../../../schema/observations/vitals.ts'
import { Refused } from '../../commands/refused.ts'
import { consciousnessSaid, inOwnUnit, oxygenSaid, signOf, type Sign } from './vital-codes.ts'
import { repetitions, said, text, type Message, type Segment } from './segments.ts'

export interface SaidSet {
  /** OBX-14, else OBR-7, as it stands there; undefined: the message's own clock says it. */
  stamp: string | undefined
  /** null: it is taken back. */
  values: Partial<Vitals>
}

/** Statuses (table 0085) of what is a result; R, of a device that nobody has looked at, is one too. */
const IS_SO = ['', 'F', 'C', 'R', 'U']
/** It was wrong, of somebody else, or cannot be had: what was told before is not so. */
const IS_NOT_SO = ['D', 'W', 'X']
const VALUE_TYPES = ['NM', 'SN', 'ST', 'TX', 'IS', 'ID', 'CE', 'CWE', 'CNE', '']

/** Whether any of the results is one, whatever it says. */
export const saysVitals = (message: Message): boolean =>
  message.segments.some((segment) => segment.name === 'OBX' && signIn(segment) !== undefined)

function signIn(obx: Segment): Sign | undefined {
  if (!VALUE_TYPES.includes(text(obx, 2)?.toUpperCase() ?? '')) return undefined
  return signOf([text(obx, 3), text(obx, 3, 2)], text(obx, 3, 3)?.toUpperCase())
}

/** @throws Refused `invalid-input` about an OBX that is a vital sign and cannot be read */
export function vitalsSaid(message: Message): SaidSet[] {
  const sets = new Map<string | undefined, SaidSet>()
  let taken: string | undefined
  for (const segment of message.segments) {
    if (segment.name === 'OBR') taken = text(segment, 7)
    if (segment.name !== 'OBX') continue
    const values = valuesOf(segment)
    if (!values) continue
    const stamp = text(segment, 14) ?? taken
    const set = sets.get(stamp) ?? { stamp, values: {} }
    // Of two sources of one sign (a pulse by ECG and by the finger) the first counts; but who is on oxygen by any, is.
    const supplied = [values, set.values].some(({ oxygen }) => oxygen === 'oxygen')
    set.values = { ...values, ...set.values, ...(supplied && { oxygen: 'oxygen' }) }
    sets.set(stamp, set)
  }
  return [...sets.values()]
}

/** undefined: it is no vital sign, or says nothing yet. */
function valuesOf(obx: Segment): Partial<Vitals> | undefined {
  const sign = signIn(obx)
  if (!sign) return undefined
  const status = text(obx, 11)?.toUpperCase() ?? ''
  if (IS_NOT_SO.includes(status)) return withdrawn(sign)
  const words = repetitions(obx, 5).flatMap((each) => each.flatMap((_, nth) => said(each, nth + 1) ?? []))
  if (!IS_SO.includes(status) || words.length === 0) return undefined
  return read(sign, words, obx)
}

function withdrawn(sign: Sign): Partial<Vitals> {
  if (sign === 'pressures') return { systolic: null, diastolic: null }
  if (sign === 'oxygen' || sign === 'oxygen_share') return { oxygen: null }
  return { [sign]: null }
}

function read(sign: Sign, words: string[], obx: Segment): Partial<Vitals> {
  if (sign === 'consciousness') return { consciousness: consciousnessSaid(words) ?? refuse(sign, 'OBX-5') }
  if (sign === 'oxygen') return { oxygen: oxygenSaid(words) ?? refuse(sign, 'OBX-5') }
  const unit = [text(obx, 6), text(obx, 6, 2)].filter((word) => word !== undefined)
  if (sign === 'pressures') {
    const [, systolic, diastolic] = /^(\d+)\s*\/\s*(\d+)$/.exec(words[0] ?? '') ?? []
    return { systolic: number('systolic', systolic, unit), diastolic: number('diastolic', diastolic, unit) }
  }
  // SN: a sign before the number, "=" or none. "<" and ">" are no measurement.
  const value = words[0] === '=' ? words[1] : words[0]
  if (sign === 'oxygen_share') {
    const share = Number(value)
    if (!(share > 0 && share <= 100)) refuse(sign, 'OBX-5')
    return { oxygen: (share <= 1 ? share * 100 : share) > 21 ? 'oxygen' : 'air' }
  }
  const measured = number(sign, value, unit)
  // A flow of 0 is how a flowsheet writes room air.
  if (sign === 'oxygen_flow' && measured === 0) return { oxygen: 'air', oxygen_flow: null }
  return { [sign]: measured }
}

function number(sign: Parameters<typeof inOwnUnit>[0], word: string | undefined, unit: string[]): number {
  if (word === undefined || !/^[+-]?\d{1,9}(\.\d{1,9})?$/.test(word)) return refuse(sign, 'OBX-5')
  return inOwnUnit(sign, Number(word), unit) ?? refuse(sign, 'OBX-6')
}

function refuse(sign: Sign, field: 'OBX-5' | 'OBX-6'): never {
  const what = field === 'OBX-6' ? 'unit' : 'value'
  throw new Refused('invalid-input', `${field}: no ${what} of ${sign.replace('_', ' ')}`, { field })
}
