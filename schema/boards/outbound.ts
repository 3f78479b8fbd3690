/** The board `outbound`: what other systems are told, in the order they are told it. No patient data. */
import { z } from 'zod'
import { instant } from '../terms.ts'

/** waiting: not told yet. parked: the receiver will not take it; a person resends or skips it. */
export const outboundState = z.enum(['waiting', 'parked', 'sent', 'skipped'])
export type OutboundState = z.infer<typeof outboundState>

export const outboundRow = z.object({
  key: z.string(),
  outbound_id: z.number().int(),
  site: z.string(),
  receiver: z.string(),
  /** Whether the receiver is told anything at present. */
  active: z.boolean(),
  kind: z.string().describe('A01'),
  control_id: z.string().describe('MSH-10: the same however often it is sent'),
  state: outboundState,
  made_at: instant,
  /** When it was taken, parked or skipped; while it waits, null. */
  settled_at: instant.nullable(),
  attempts: z.number().int(),
  /** What was answered last, or what came instead of an answer. */
  last_error: z.string().nullable(),
  /** When it is tried again; null where it is not. */
  next_at: instant.nullable(),
  skipped_by: z.string().nullable(),
  skipped_why: z.string().nullable(),
})
export type OutboundRow = z.infer<typeof outboundRow>

export const outboundTotals = z.object({
  waiting: z.number().int(),
  /** Since when the oldest waits. */
  oldest_at: instant.nullable(),
  parked: z.number().int(),
  /** Taken within the last hour. */
  sent: z.number().int(),
})
export type OutboundTotals = z.infer<typeof outboundTotals>
