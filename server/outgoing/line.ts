/** How one receiver is told: over MLLP or over HTTPS. A message at a time, each with its answer. */
import type { Due } from '../commands/interfaces/deliveries.ts'

/**
 * taken: it has it. refused: it will never take this one. in-error: not this one now, perhaps never. later: nothing is said of
 * the message; it is told again until it is taken.
 */
export type Verdict = 'taken' | 'refused' | 'in-error' | 'later'

export interface Answer {
  verdict: Verdict
  /** AA, AE; 200, 503. */
  code: string
  /** What it said beside it, for whoever mends it; nothing that stood in what it answered with. */
  words: string
  /** How long it wants to be left alone at the least [ms]. */
  afterMs?: number
}

export interface LineLimits {
  connectMs: number
  answerMs: number
}

export interface Line {
  /**
   * Tells it, and waits for the answer.
   * @throws when it cannot be reached, hangs up, or does not answer in time
   */
  ask(due: Pick<Due, 'outbound_id' | 'message'>): Promise<Answer>
  close(): void
}
