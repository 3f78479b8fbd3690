/** What may be asked about observations at the bed: a set taken, taken back, confirmed; how it is scored, how often it is due. */
import { z } from 'zod'
import { deviceCode } from '../devices/index.ts'
import { consciousness, measured, oxygenDevice, oxygenSupply } from '../observations/vitals.ts'
import { STARTING_FIRST_WITHIN_MIN } from '../observations/when-next.ts'
import { instant, siteCode } from '../terms.ts'

const encounter_id = z.number().int()
const observation_set_id = z.number().int()
const why = z.string().trim().min(1).max(500)
const minutes = z.number().int().min(5).max(2880)
const set = z.object({ encounter_id, observation_set_id })
const changed = z.object({ encounter_id })

/** What a set may hold. What is left out was not taken; without all of the seven that are scored there is no score. */
export const vitalsTaken = {
  respiration: measured('respiration').optional(),
  spo2: measured('spo2').optional(),
  oxygen: oxygenSupply.optional(),
  oxygen_flow: measured('oxygen_flow').optional(),
  oxygen_device: oxygenDevice.optional(),
  systolic: measured('systolic').optional(),
  diastolic: measured('diastolic').optional(),
  pulse: measured('pulse').optional(),
  consciousness: consciousness.optional().describe('ACVPU, LOINC 67775-7'),
  temperature: measured('temperature').optional(),
}

export const observations = {
  record: {
    summary: 'A set of observations was taken; what of it is unusual is asked about once more',
    input: z
      .object({
        encounter_id,
        at: instant.optional().describe('when it was taken; left out: now'),
        ...vitalsTaken,
        sure: z
          .array(z.string().max(20))
          .max(10)
          .default([])
          .describe('fields whose unusual value somebody has looked at twice'),
        monitor: deviceCode
          .optional()
          .describe('code of the monitor whose values these are; nobody has confirmed them then'),
      })
      .strict(),
    result: set.extend({ score: z.number().int().nullable().describe('NEWS2; null: not scored') }),
  },
  cancel: {
    summary: 'The set was of somebody else, or wrong; it stays on record as cancelled',
    input: z.object({ observation_set_id, why }).strict(),
    result: set,
  },
  confirm: {
    summary: "Somebody has looked at a monitor's set, and it is so",
    input: z.object({ observation_set_id }).strict(),
    result: set,
  },
  'set-scale': {
    summary: 'SpO2 scale 2 (target 88-92 %) is prescribed, or not any more; it counts for sets from now on',
    input: z.object({ encounter_id, scale: z.literal([1, 2]), why }).strict(),
    result: changed,
  },
  'set-pregnant': {
    summary: 'The patient is pregnant, so NEWS2 does not score them; or is not',
    input: z.object({ encounter_id, pregnant: z.boolean() }).strict(),
    result: changed,
  },
  'set-frequency': {
    summary: 'This patient is observed so often, whatever the score asks; null: as the score asks',
    input: z.object({ encounter_id, every_min: z.number().int().min(5).max(1440).nullable(), why }).strict(),
    result: changed,
  },
  'set-rules': {
    summary: 'How long until the next set after each score [min], and what a corridor may see',
    input: z
      .object({
        site: siteCode,
        none: minutes,
        low: minutes,
        single: minutes,
        urgent: minutes,
        emergency: minutes,
        monitor: z.number().int().min(1).max(240).describe("so often a monitor's values become a set"),
        first: minutes
          .default(STARTING_FIRST_WITHIN_MIN)
          .describe('so long after they came is the first set due'),
        corridor: z.boolean().describe('a screen in a corridor shows bed and score'),
      })
      .strict(),
    result: z.object({ site: z.string() }),
  },
} as const
