/** The board `devices`: every device that is known, how far it can be believed, and every stranger that was refused. */
import { z } from 'zod'
import { instant } from '../terms.ts'

/**
 * `online`: it said so, and is heard. `silent`: it claims to be online, and nothing has come for the site's setting.
 * `offline`: it said goodbye, or its last will did. `never`: registered, and never heard. `unknown`: it speaks, and nobody
 * has registered it.
 */
export const deviceStates = ['online', 'silent', 'offline', 'never', 'unknown'] as const
export const deviceState = z.enum(deviceStates)
export type DeviceState = z.infer<typeof deviceState>

export const deviceRow = z.object({
  key: z.string().describe('d7 the device 7; s:gh/bed/x1 a stranger'),
  site: z.string(),
  kind: z.string(),
  code: z.string().describe('as in its MQTT topic'),
  state: deviceState,
  since: instant.nullable().describe('the state is so since; a stranger: first refused, of what is held'),
  unit: z.string().nullable().describe('of its bed'),
  bed: z.string().nullable().describe('the bed it is in'),
  /** A tag: where it was last seen, as its reader says. */
  seen: z.object({ place: z.string(), since: instant }).nullable(),
  /** With whom or on what a tag or badge is. Names only at level full. */
  holder: z
    .object({
      is: z.enum(['patient', 'asset', 'person']),
      name: z.string().nullable(),
      encounter_id: z.number().int().nullable(),
      since: instant,
    })
    .nullable(),
  /** A monitor: of whom its values are, by the record. At a bed where nobody lies, and at no bed, they become no set. */
  measures: z.enum(['patient', 'nobody', 'no-bed']).nullable(),
  /** What it signs in with, since when; null: nothing, so it cannot. */
  credential: z.object({ since: instant }).nullable(),
  firmware: z.string().nullable(),
  model: z.string().nullable(),
  /** Readings that never came: holes in its numbers within two days. */
  gap: z.object({ lost: z.number().int(), since: instant }).nullable(),
  /** What it sent and could not be taken, within two days. */
  refused: z.object({ count: z.number().int(), last_at: instant, reason: z.string().nullable() }).nullable(),
})
export type DeviceRow = z.infer<typeof deviceRow>

export const deviceTotals = z.object({
  devices: z.number().int().describe('registered'),
  online: z.number().int(),
  silent: z.number().int(),
  offline: z.number().int(),
  never: z.number().int(),
  unknown: z.number().int().describe('strangers; not among the registered'),
  gaps: z.number().int().describe('devices of which readings were lost'),
  refused: z.number().int().describe('messages refused'),
})
export type DeviceTotals = z.infer<typeof deviceTotals>
