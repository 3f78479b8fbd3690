/** The pages a wall may show: `/wall/<page>`. */
import { z } from 'zod'

export const wallPage = z.enum(['beds', 'house', 'ed', 'flow', 'tokens'])
export type WallPage = z.infer<typeof wallPage>
