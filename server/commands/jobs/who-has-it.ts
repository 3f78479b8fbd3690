/** A job has one person: who comes second is told who was first. */
import type { Instant } from '../../../schema/terms.ts'
import { onTheClock } from '../instants.ts'
import { Refused } from '../refused.ts'

interface Held {
  assigned_to: string | null
  assigned_at: Instant | null
}

/**
 * @param what the job in words, "cleaning of bed 4W-12"
 * @throws Refused `already-done` when it is theirs already; `wrong-state` with who has it, unless it is to be taken over
 */
export function refuseHeld(
  { assigned_to, assigned_at }: Held,
  { to, instead }: { to: string | null; instead: boolean },
  { what, time_zone, details }: { what: string; time_zone: string; details: Record<string, unknown> },
): void {
  if (assigned_to === to) {
    throw new Refused(
      'already-done',
      to === null ? `The ${what} is nobody’s.` : `The ${what} is ${to}’s already.`,
      { ...details, assigned_to, since: assigned_at },
    )
  }
  if (assigned_to === null || assigned_at === null || to === null || instead) return
  throw new Refused(
    'wrong-state',
    `${assigned_to} has the ${what} since ${onTheClock(assigned_at, time_zone)}. Take it over only if that is agreed.`,
    { ...details, assigned_to, since: assigned_at },
  )
}
