/** The letter of each thing a bed can have, on the bed and on who needs it. */
import type { BedFeature } from '../../schema/terms.ts'

export const featureLetters: Record<BedFeature, string> = {
  telemetry: 'T',
  oxygen: 'O₂',
  suction: 'S',
  ventilator: 'V',
  isolation: 'I',
  'negative-pressure': 'N−',
  bariatric: 'B',
  'near-station': 'NS',
  cot: 'C',
}
