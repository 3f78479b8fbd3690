/** What may be asked on a patient's way out: the order, what holds them up, that they are ready, the lounge. */
import { z } from 'zod'
import { barrierKind } from '../leaving.ts'
import { instant, placeCode } from '../terms.ts'

const encounter_id = z.number().int()
const barrier_id = z.number().int()
const at = instant.optional().describe('when it happened; left out: now')
const why = z.string().trim().min(1).max(500)
const note = z.string().trim().min(1).max(500).nullable().describe('free text; seen at level full only')
const owner = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .nullable()
  .describe('who sees to it: a person or a department')
const due_at = instant.nullable()

const of = { input: z.object({ encounter_id, at }).strict(), result: z.object({ encounter_id }) }
const takenBack = { input: z.object({ encounter_id, why }).strict(), result: z.object({ encounter_id }) }
const ofBarrier = z.object({ encounter_id, barrier_id })

export const discharges = {
  order: { summary: 'The discharge is ordered', ...of },
  unorder: { summary: 'The order is taken back; so is being ready to leave', ...takenBack },
  ready: { summary: 'Nothing holds the patient up any more: they may leave now', ...of },
  'not-ready': { summary: 'The patient is not ready to leave after all', ...takenBack },
  'raise-barrier': {
    summary: 'Something must be done before the patient can go; who was ready is so no longer',
    input: z
      .object({
        encounter_id,
        kind: barrierKind,
        note: note.default(null),
        owner: owner.default(null),
        due_at: due_at.default(null),
        at,
      })
      .strict(),
    result: ofBarrier,
  },
  'change-barrier': {
    summary: 'Another owner, another due time; what is not named stays as it is',
    input: z.object({ barrier_id, owner: owner.optional(), due_at: due_at.optional() }).strict(),
    result: ofBarrier,
  },
  'clear-barrier': {
    summary: 'It is done',
    input: z.object({ barrier_id, at }).strict(),
    result: ofBarrier,
  },
  'cancel-barrier': {
    summary: 'It was not needed, or raised by mistake; it stays on record as cancelled',
    input: z.object({ barrier_id, why }).strict(),
    result: ofBarrier,
  },
  'no-criteria': { summary: 'The patient no longer meets the criteria to reside', ...of },
  'meets-criteria': { summary: 'The patient meets the criteria to reside (again)', ...takenBack },
  'to-lounge': {
    summary: 'The patient waits in the discharge lounge; the bed is free to be cleaned',
    input: z
      .object({
        encounter_id,
        unit: placeCode.optional().describe('which lounge, where a site has several'),
        at,
      })
      .strict(),
    result: z.object({ encounter_id, stay_id: z.number().int() }),
  },
} as const
