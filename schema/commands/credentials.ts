/** What devices and programs prove who they are with: given, renewed, taken back. Secrets are told once and never on record. */
import { z } from 'zod'
import { grant } from '../access/roles.ts'
import { deviceCode, deviceKind, standsAtBed } from '../devices/index.ts'
import { placeCode, siteCode } from '../terms.ts'

const device = { site: siteCode, kind: deviceKind, code: deviceCode }
const why = z.string().trim().min(1).max(500)
const token_id = z.number().int()

/** What is put into a device, or printed for it. */
export const deviceSecret = z.object({
  code: deviceCode,
  user: z.string().describe('MQTT user name, and the only client id it may have'),
  secret: z.string().describe('MQTT password'),
})
export type DeviceSecret = z.infer<typeof deviceSecret>

export const credentials = {
  issue: {
    summary:
      'Give each of these devices a secret of its own to sign in with. What it had before is good until it comes with the new one',
    input: z
      .object({
        site: siteCode,
        kind: deviceKind,
        codes: z.array(deviceCode).min(1).max(1000),
        keep_days: z
          .number()
          .int()
          .min(0)
          .max(30)
          .default(7)
          .describe('for so long at most is what it had before still good; 0: it is over at once'),
      })
      .strict()
      .refine(({ codes }) => new Set(codes).size === codes.length, {
        path: ['codes'],
        message: 'each device once',
      }),
    result: z.object({
      issued: z.number().int(),
      secrets: z.array(deviceSecret).optional().describe('told once; a repeat of the same request has none'),
    }),
  },
  revoke: {
    summary: 'Nothing this device signs in with is good any more; it is cut at once',
    input: z.object({ ...device, why }).strict(),
    result: z.object({ revoked: z.number().int() }),
  },
  claim: {
    summary: 'Make a device known that knocked; the code printed on it is its secret from now on',
    input: z
      .object({
        ...device,
        device_knock_id: z.number().int().describe('the knock that brought that code; see POST /api/claims'),
        bed: placeCode.optional(),
      })
      .strict()
      .refine(({ kind, bed }) => standsAtBed(kind) || bed === undefined, {
        path: ['bed'],
        message: 'only a bed sensor or a monitor stands at a bed',
      }),
    result: z.object({ device_id: z.number().int() }),
  },
  'issue-token': {
    summary: 'A token for a program: who has it may do what the grants say, until it ends',
    input: z
      .object({
        name: z.string().trim().min(1).max(100).describe('which program; the record names it so'),
        grants: z.array(grant).min(1).max(50),
        days: z.number().int().min(1).max(730).default(365),
      })
      .strict(),
    result: z.object({
      token_id,
      token: z.string().optional().describe('told once; a repeat of the same request has none'),
    }),
  },
  'revoke-token': {
    summary: 'The token opens nothing any more; what it holds open is cut at once',
    input: z.object({ token_id, why }).strict(),
    result: z.object({ token_id }),
  },
} as const

/** A device that is switched on knocks every few seconds; for so long after it did it can be claimed. */
export const KNOCK_FRESH_MIN = 60

/** `POST /api/claims`: the code printed on a device that knocked. */
export const claim = z
  .object({
    ...device,
    printed: z.string().trim().min(1).max(128).describe('the code printed on the device'),
    bed: placeCode.optional(),
  })
  .strict()
export type Claim = z.infer<typeof claim>
