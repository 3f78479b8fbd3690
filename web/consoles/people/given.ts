/** A role at a place, as a form holds it. */
import type { SessionNow } from '../../../schema/access/session.ts'

export interface Given {
  role: SessionNow['demo'][number]
  site: string | null
  unit: string | null
}

/** What most people of a hospital are. */
export const startingWith = (): Given => ({ role: 'nurse', site: null, unit: null })
