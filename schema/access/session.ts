/** Signing in and out over HTTP. What is secret never travels in a command, which is kept on record. */
import { z } from 'zod'
import { roleName } from './roles.ts'
import { viewer } from './viewer.ts'

/** Who one may be in the demo by a click: everybody but what hangs on a wall. */
export const demoRole = roleName.exclude(['wall'])

export const beInDemo = z.object({ role: demoRole }).strict()

/** Who asks; null: nobody yet. And the ways in there are. */
export const sessionNow = z.object({
  viewer: viewer.nullable(),
  /** Somebody is signed in, and must add a second factor before they are anybody here. */
  owes: z.boolean().default(false),
  /** Whom one may be here without a password; empty where there is no demo, or not for who asks from there. */
  demo: z.array(demoRole),
  /** What stands on the button that leads to the hospital's identity provider; null: there is none. */
  sso: z.string().nullable(),
})
export type SessionNow = z.infer<typeof sessionNow>
