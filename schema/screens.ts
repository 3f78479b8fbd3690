/** Screens: what each says of itself, what an operator sees of them, and what they may be told. */
import { z } from 'zod'
import { instant } from './terms.ts'

/** A path of this very site: never another site's address. */
const localPath = z
  .string()
  .max(300)
  .regex(/^\/(?!\/)[^\\\s]*$/)

/** What a wall is called: given in its address, `?name=4w-desk`. Several may have one name. */
export const screenName = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}$/u, 'up to 40 letters, digits, spaces, . _ or -')

/** A screen says this when it comes, when it goes to another page, and every few seconds. */
export const screenHere = z
  .object({
    name: screenName.optional(),
    path: localPath,
    /** `at` of the last pulse it heard: how long ago that was is how far behind it is, by the server's clock alone. */
    pulse: instant.optional(),
    /** The build its page is of. Not said by pages before 0.2. */
    version: z.string().max(100).optional(),
  })
  .strict()
export type ScreenHere = z.infer<typeof screenHere>

export const screenDeed = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('reload') }).strict(),
  /** Shows its name, large, for a few seconds. */
  z.object({ kind: z.literal('identify') }).strict(),
  /** Walls only: a person at a console is not taken away from their work. */
  z.object({ kind: z.literal('show'), path: localPath.regex(/^\/wall\//, 'the path of a wall') }).strict(),
])
export type ScreenDeed = z.infer<typeof screenDeed>

export const screenOrder = z
  .object({
    /** One screen, a wall wherever it is, all of a name, or every screen there is. */
    to: z.union([
      z.object({ id: z.string().min(1).max(40) }).strict(),
      z.object({ wall: z.number().int() }).strict(),
      z.object({ name: screenName }).strict(),
      z.object({ all: z.literal(true) }).strict(),
    ]),
    do: screenDeed,
  })
  .strict()
export type ScreenOrder = z.infer<typeof screenOrder>

export const screenSeen = z.object({
  id: z.string(),
  name: z.string().nullable(),
  /** Of a wall the whole address; of a console only which one: what somebody looks for there may be a patient. */
  path: z.string(),
  server: z.string(),
  since: instant,
  /** When it was last heard. */
  seen: instant,
  /** How old the last pulse it knew of was when it said so; null: it has said nothing yet. */
  lag_ms: z.number().int().nullable(),
  boards: z.number().int(),
  /** Which wall it is; null: none, somebody is signed in there. Not said by servers before 0.2, nor the next. */
  wall: z.number().int().nullable().default(null),
  site: z.string().nullable().default(null).describe('where that wall hangs'),
  version: z.string().nullable().default(null),
})
export type ScreenSeen = z.infer<typeof screenSeen>

export const screensSeen = z.object({
  /** The server that answers. */
  server: z.string(),
  /**
   * `alone`: no Redis is set, only this server's screens are known; `away`: it is set and does not answer, so of the other
   * servers' screens nothing is known just now, and nothing can be told to them.
   */
  others: z.enum(['known', 'away', 'alone']),
  screens: z.array(screenSeen),
})
export type ScreensSeen = z.infer<typeof screensSeen>

/** What became of an order: whether it went to every server, or only to the screens of the one that was asked. */
export const screensTold = z.object({ everywhere: z.boolean() })
export type ScreensTold = z.infer<typeof screensTold>
