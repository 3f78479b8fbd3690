/** Walls: a screen that shows a code is made one, told what to show, taken back. */
import { z } from 'zod'
import { assignment, faultOf } from '../walls.ts'

const wall_id = z.number().int()
const wall_pairing_id = z
  .number()
  .int()
  .describe('of the screen whose code you typed; see POST /api/walls/waiting')
const given = z.object(assignment).strict()

const whole = <S extends z.ZodRawShape>(more: S) =>
  given.extend(more).superRefine((input, context) => {
    const fault = faultOf(input as z.output<typeof given>) // extend only adds to it
    if (fault) context.addIssue({ code: 'custom', ...fault })
  })

export const walls = {
  pair: {
    summary: 'The screen whose code you typed is a wall from now on, with a key of its own, and shows this',
    input: whole({ wall_pairing_id }),
    result: z.object({ wall_id }),
  },
  'turn-away': {
    summary: 'The screen whose code you typed is none of yours: it is told so',
    input: z.object({ wall_pairing_id }).strict(),
    result: z.object({ address: z.string().nullable() }),
  },
  assign: {
    summary: 'A wall shows this from now on, and is called so',
    input: whole({ wall_id }),
    result: z.object({ wall_id, before: z.unknown().describe('what it was given before') }),
  },
  blank: {
    summary: 'A wall shows nothing, or shows again what it is given',
    input: z.object({ wall_id, blank: z.boolean() }).strict(),
    result: z.object({ wall_id }),
  },
  mute: {
    summary: 'A wall makes no sound, or may make one again',
    input: z.object({ wall_id, muted: z.boolean() }).strict(),
    result: z.object({ wall_id }),
  },
  revoke: {
    summary: 'A wall is none any more: its key opens nothing, and it shows a code again at once',
    input: z.object({ wall_id, why: z.string().trim().min(1).max(500) }).strict(),
    result: z.object({ wall_id, before: z.unknown().describe('what it was') }),
  },
} as const
