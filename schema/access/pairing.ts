/** A screen becomes a wall: it shows a short code, an administrator types it (the device flow of RFC 8628). */
import { z } from 'zod'
import { instant } from '../terms.ts'

/** Twenty consonants: no word comes of them, and none is taken for another (RFC 8628, 6.1). Eight are 34 bit. */
export const CODE_LETTERS = 'BCDFGHJKLMNPQRSTVWXZ'
export const CODE_LENGTH = 8

const AS_SHOWN = new RegExp(`^[${CODE_LETTERS}]{${CODE_LENGTH}}$`)

/** As people type it: small, with or without the dash. */
export const userCode = z
  .string()
  .max(40)
  .transform((typed) => typed.toUpperCase().replaceAll(/[^A-Z]/g, ''))
  .refine((code) => AS_SHOWN.test(code), 'eight letters, as the screen shows them')

const pixels = z.number().int().min(1).max(100_000)
export const screenSize = z.object({ width: pixels, height: pixels }).strict()
export type ScreenSize = z.infer<typeof screenSize>

/** `POST /api/walls/pairing` (RFC 8628, 3.2). The device code is the screen's alone; the user code is shown. */
export const pairingBegun = z.object({
  device_code: z.string(),
  user_code: z.string(),
  verification_uri: z.string(),
  expires_in: z.number().int().describe('seconds'),
  interval: z.number().int().describe('seconds between two questions, at the least'),
})
export type PairingBegun = z.infer<typeof pairingBegun>

/** `POST /api/walls/key`: whether it is a wall by now (RFC 8628, 3.5). */
export const keyAsked = z.object({ device_code: z.string().min(1).max(200) }).strict()
export const notYet = z.enum(['authorization_pending', 'slow_down', 'expired_token', 'access_denied'])
export type NotYet = z.infer<typeof notYet>

/** `POST /api/walls/waiting`: an administrator types the code, and is told what shows it, and where from. */
export const codeTyped = z.object({ code: userCode }).strict()
export const waitingScreen = z.object({
  wall_pairing_id: z.number().int(),
  address: z.string().nullable(),
  agent: z.string().nullable().describe('what its browser says it is'),
  width: z.number().int(),
  height: z.number().int(),
  made_at: instant,
  until: instant,
})
export type WaitingScreen = z.infer<typeof waitingScreen>
