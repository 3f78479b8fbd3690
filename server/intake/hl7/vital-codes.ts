/**
 * Which vital sign an OBX means, and its value in the unit it is kept in: by LOINC, by ISO 11073 (MDC, IHE PCD-01), or by a
 * name that can mean nothing else. Pure.
 */
import { measures, type Consciousness, type MeasureName } from '../../../schema/observations/vitals.ts'

/** What an OBX can be of: a measure, both pressures in one ("140/90"), the share of oxygen breathed, or something in words. */
export type Sign = MeasureName | 'pressures' | 'oxygen_share' | 'oxygen' | 'consciousness'

const loinc: Readonly<Record<Sign, string>> = {
  respiration: '9279-1',
  spo2: '59408-5 2708-6',
  oxygen_flow: '3151-8',
  oxygen_share: '3150-6',
  systolic: '8480-6 8459-0 8460-8 8461-6 76534-7 76215-3',
  diastolic: '8462-4 8453-3 8454-1 8455-8 76535-4 76213-8',
  pressures: '85354-9 55284-4',
  pulse: '8867-4 8889-8',
  consciousness: '67775-7',
  temperature: '8310-5 8331-1 8329-5 8328-7 8332-9 8333-7',
  oxygen: '',
}
/** Codes of ISO/IEEE 11073-10101, partition and element in one number. */
const mdc: Readonly<Partial<Record<Sign, string>>> = {
  respiration: '151562 151578 151594 MDC_RESP_RATE MDC_TTHOR_RESP_RATE MDC_CO2_RESP_RATE',
  spo2: '150456 MDC_PULS_OXIM_SAT_O2',
  systolic: '150021 150033 150037 MDC_PRESS_BLD_NONINV_SYS MDC_PRESS_BLD_ART_SYS MDC_PRESS_BLD_ART_ABP_SYS',
  diastolic: '150022 150034 150038 MDC_PRESS_BLD_NONINV_DIA MDC_PRESS_BLD_ART_DIA MDC_PRESS_BLD_ART_ABP_DIA',
  pulse:
    '147842 149514 149530 149546 MDC_ECG_HEART_RATE MDC_PULS_RATE MDC_PULS_OXIM_PULS_RATE MDC_PULS_RATE_NON_INV',
  temperature: '150364 150368 150392 MDC_TEMP_BODY MDC_TEMP_CORE MDC_TEMP_TYMP',
}
/** As they stand in OBX-3.1 or OBX-3.2 where a sender has codes of its own. */
const names: Readonly<Record<Sign, string>> = {
  respiration: 'rr|resp|resp rate|respiration|respirations|respiratory rate',
  spo2: 'spo2|o2 sat|oxygen saturation',
  oxygen_flow: 'o2 flow|o2 flow rate|oxygen flow rate',
  oxygen_share: 'fio2',
  oxygen: 'room air or oxygen|air or oxygen|oxygen therapy',
  systolic: 'sbp|nbps|nibp-s|bp systolic|systolic|systolic bp|systolic blood pressure',
  diastolic: 'dbp|nbpd|nibp-d|bp diastolic|diastolic|diastolic bp|diastolic blood pressure',
  pulse: 'hr|pulse|pulse rate|heart rate',
  pressures: 'bp|nibp|blood pressure',
  consciousness: 'avpu|acvpu|level of consciousness',
  temperature: 'temp|temperature|body temperature',
}

const byCode = (lists: Readonly<Partial<Record<Sign, string>>>, between: string): Map<string, Sign> =>
  new Map(
    Object.entries(lists).flatMap(
      ([sign, list]) =>
        list.split(between).flatMap((code) => (code === '' ? [] : [[code, sign as Sign] as const])), // the list's own keys
    ),
  )
const byLoinc = byCode(loinc, ' ')
const byMdc = byCode(mdc, ' ')
const byName = byCode(names, '|')

/** @param words OBX-3: code and text, as far as they stand there; @param system OBX-3.3 */
export function signOf(words: readonly (string | undefined)[], system: string | undefined): Sign | undefined {
  const table = system === 'LN' ? byLoinc : system === 'MDC' ? byMdc : byName
  for (const word of words) {
    const found = word === undefined ? undefined : table.get(table === byName ? word.toLowerCase() : word)
    if (found) return found
  }
  return undefined
}

type Unit = 'fahrenheit' | 'kpa' | 'own' | undefined

/** UCUM, what is written for it, and 11073's: by code or by name. */
const units: Readonly<Record<string, readonly (readonly [RegExp, Unit])[]>> = {
  '/min': [[/^(1?\/min|bpm|(\{(beats|breaths)\}|beats|breaths|br|resp)\/min|264864|264928|MDC_DIM_(BEAT|RESP)_PER_MIN)$/i, 'own']], // prettier-ignore
  '%': [[/^(%|percent|262688|MDC_DIM_PERCENT)$/i, 'own']],
  'L/min': [[/^(l\/min|lpm|264992|MDC_DIM_L_PER_MIN)$/i, 'own']],
  'mm[Hg]': [
    [/^(mm\[?hg\]?|266016|MDC_DIM_MMHG)$/i, 'own'],
    [/^(kpa|265987|MDC_DIM_KILO_PASCAL)$/i, 'kpa'],
  ],
  Cel: [
    [/^(cel|°?c|deg ?c|268192|MDC_DIM_DEGC)$/i, 'own'],
    [/^(\[?deg ?f\]?|°?f|266560|MDC_DIM_FAHR)$/i, 'fahrenheit'],
  ],
}

/**
 * The value in the unit it is kept in, with its decimals. Without a unit it is the usual one; a temperature that no living
 * body has in Celsius, and every feverish one in Fahrenheit, is in Fahrenheit.
 * @returns undefined for a unit that does not fit
 */
export function inOwnUnit(name: MeasureName, value: number, unit: readonly string[]): number | undefined {
  const { unit: own, digits } = measures[name]
  const fits = (units[own] ?? []).find(([pattern]) => unit.some((word) => pattern.test(word)))
  if (!fits && unit.length > 0) return undefined
  const is = fits?.[1] ?? (name === 'temperature' && value >= 77 && value <= 113 ? 'fahrenheit' : 'own')
  const kept = is === 'fahrenheit' ? ((value - 32) * 5) / 9 : is === 'kpa' ? value * 7.500_62 : value
  return Number(kept.toFixed(digits))
}

/** That there is none: "no supplemental oxygen", "not on O2", "off oxygen", "oxygen: none", "O2 not required". */
const NO_OXYGEN =
  /\b(no|not|nil|none|without|off)( (any|longer|on|needing|requiring|receiving|using|additional|added|extra|supplement\w*))* (oxygen|o2|supplement\w*)( therapy| support| supply)?\b|\b(oxygen|o2)( therapy| support| supply)?[:=]? ?(none|nil|no|off|not (in use|needed|required|given|used))(?=\s*([;,.)]|$))/g
/** Only who gets oxygen has it by these. */
const BY_WHICH = /[1-9][\d.]* ?(l\b|lpm|l\/)|nasal|cannula|prongs|mask|venturi|reservoir|high.?flow/

/**
 * Air or oxygen, by SNOMED CT or in words.
 * @returns undefined where it cannot be told, as in "no oxygen, 2 L nasal"
 */
export function oxygenSaid(words: readonly string[]): 'air' | 'oxygen' | undefined {
  const all = words.join('; ').toLowerCase().replaceAll(/\s+/g, ' ')
  if (/722742002/.test(all)) return 'air'
  const rest = all.replaceAll(NO_OXYGEN, '')
  if (/371825009|oxygen|supplement|\bo2\b/.test(rest)) return 'oxygen'
  if (rest !== all) return BY_WHICH.test(rest) ? undefined : 'air'
  return /\bair\b/.test(rest) && !/\bnot? (on |in )?(room )?air\b/.test(rest) ? 'air' : undefined
}

const levels: readonly (readonly [RegExp, Consciousness])[] = [
  [/^(a|alert|248234008)\b/i, 'A'],
  [/^(c|(new |acute )?confus\w*|130987000)\b/i, 'C'],
  [/^(v|voice|verbal|(responds|responsive) to (voice|verbal)|300202002)\b/i, 'V'],
  [/^(p|pain\w*|(responds|responsive) to pain|450847001)\b/i, 'P'],
  [/^(u|unresponsive|422107003)\b/i, 'U'],
]

/** ACVPU, by SNOMED CT, letter or word. */
export const consciousnessSaid = (words: readonly string[]): Consciousness | undefined =>
  levels.find(([pattern]) => words.some((word) => pattern.test(word.trim())))?.[1]
