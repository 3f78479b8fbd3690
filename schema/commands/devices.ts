/** What may be asked about devices: which there are, and with whom or what a tag or a badge is. */
import { z } from 'zod'
import { deviceCode, deviceKind, standsAtBed } from '../devices/index.ts'
import { placeCode, siteCode } from '../terms.ts'

const device = z.object({ device_id: z.number().int() })
const tag = { site: siteCode, tag: deviceCode }

export const devices = {
  register: {
    summary: 'Make a device known, by the code in its MQTT topic; a sensor or a monitor can be put to a bed',
    input: z
      .object({
        site: siteCode,
        kind: deviceKind,
        code: deviceCode,
        bed: placeCode
          .nullable()
          .optional()
          .describe('the bed it is in or stands at; null takes it away; left out: as it is'),
      })
      .strict()
      .refine(({ kind, bed }) => standsAtBed(kind) || bed == null, {
        path: ['bed'],
        message: 'only a bed sensor or a monitor stands at a bed',
      }),
    result: device,
  },
  'attach-tag': {
    summary: 'This tag is with this patient, or on this thing, from now on',
    input: z
      .object({
        ...tag,
        encounter_id: z.number().int().optional(),
        asset: z.string().trim().min(1).max(100).optional().describe('what it is on; no patient data'),
      })
      .strict()
      .refine(({ encounter_id, asset }) => (encounter_id === undefined) !== (asset === undefined), {
        path: ['encounter_id'],
        message: 'either a patient who is here, or a thing',
      }),
    result: z.object({ tag_assignment_id: z.number().int() }),
  },
  'detach-tag': {
    summary: 'The tag is with nobody and on nothing',
    input: z.object(tag).strict(),
    result: z.object({ tag_assignment_id: z.number().int() }),
  },
  'give-badge': {
    summary: 'This badge belongs to this person from now on; null: it was handed back',
    input: z
      .object({
        site: siteCode,
        badge: deviceCode,
        person: z.string().trim().min(1).max(100).nullable(),
      })
      .strict(),
    result: device,
  },
} as const
