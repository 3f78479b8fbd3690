/** Who is behind a request or a socket. */
import { z } from 'zod'
import { instant, privacyLevel } from '../terms.ts'
import { wallPage } from '../wall-pages.ts'
import { grant } from './roles.ts'

export const viewerKinds = ['person', 'token', 'wall'] as const

export const viewer = z.object({
  kind: z.enum(viewerKinds),
  /** Of the person, the token, the screen. */
  id: z.number().int(),
  /** Of a person: by which of their sessions. */
  session: z.number().int().nullable(),
  /** As the record names them. */
  name: z.string(),
  grants: z.array(grant),
  /** No more than this, whatever the grants say (a wall, by where it hangs). */
  most: privacyLevel,
  /** Of a wall: what it shows. It sees the boards of these pages, and no others. */
  pages: z.array(wallPage).optional(),
  until: instant.describe('when this ends by itself'),
  /** Where they have let themselves in. */
  emergencies: z
    .array(z.object({ emergency_id: z.number().int(), site: z.string(), unit: z.string(), until: instant }))
    .optional(),
})
export type Viewer = z.infer<typeof viewer>
