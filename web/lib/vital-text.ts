/** A value as it was taken, in the words and numbers of the screen's language. */
import type { Scored } from '../../schema/observations/news2.ts'
import type { MeasureName, Vitals } from '../../schema/observations/vitals.ts'
import type { Speech } from './i18n/speech.svelte.ts'

/** Units as people write them at a bed; UCUM is for machines. */
const units = {
  respiration: '/min',
  spo2: '%',
  systolic: 'mmHg',
  diastolic: 'mmHg',
  pulse: '/min',
  temperature: '°C',
  oxygen_flow: 'L/min',
} as const satisfies Record<MeasureName, string>
export const unitOf = (name: MeasureName): string => units[name]

export function valueText(name: Scored, vitals: Vitals, speech: Speech): string {
  const value = vitals[name]
  if (value === null) return speech.say('vital.not-taken')
  switch (name) {
    case 'consciousness':
      return speech.say(`vital.acvpu.${vitals.consciousness ?? 'A'}`)
    case 'oxygen': {
      if (vitals.oxygen === 'air') return speech.say('vital.oxygen.air')
      const flow = vitals.oxygen_flow === null ? '' : `${speech.number(vitals.oxygen_flow, 2)} L/min`
      const device = vitals.oxygen_device === null ? '' : speech.say(`vital.device.${vitals.oxygen_device}`)
      return [speech.say('vital.oxygen.oxygen'), flow, device].filter(Boolean).join(', ')
    }
    case 'systolic': {
      const diastolic = vitals.diastolic === null ? '' : `/${speech.number(vitals.diastolic)}`
      return `${speech.number(Number(value))}${diastolic} ${units.systolic}`
    }
    case 'temperature':
      return `${Number(value).toFixed(Number.isInteger(Number(value) * 10) ? 1 : 2)} ${units.temperature}`
    default:
      return `${speech.number(Number(value))} ${units[name]}`
  }
}
