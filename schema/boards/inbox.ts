/** The board `inbox`: what other systems and devices sent lately, and what became of it. No patient data. */
import { z } from 'zod'
import { instant, messageOutcome } from '../terms.ts'

export const inboxRow = z.object({
  key: z.string(),
  site: z.string().nullable(),
  door: z.enum(['hl7', 'mqtt']),
  received_at: instant,
  sender: z.string().describe('HL7: application^facility; MQTT: the topic'),
  kind: z.string().describe('HL7: ADT^A01; MQTT: the channel'),
  control_id: z.string().nullable(),
  outcome: messageOutcome,
  /** Why it was quarantined or refused: the field and the rule. */
  reason: z.string().nullable(),
  /** What was answered: AA, AE, AR, CA, CE, CR; null where none was. */
  answer: z.string().nullable(),
  /** How often the same came again. */
  repeats: z.number().int(),
})
export type InboxRow = z.infer<typeof inboxRow>

export const inboxTotals = z.object({
  applied: z.number().int(),
  stored: z.number().int(),
  quarantined: z.number().int(),
  refused: z.number().int(),
})
export type InboxTotals = z.infer<typeof inboxTotals>
