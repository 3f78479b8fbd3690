/** Waiting for a condition, which is what tests do in place of sleeping. */
import { setTimeout as pause } from 'node:timers/promises'

const POLL_MS = 10

/**
 * Asks again and again until the answer is truthy, and returns it. An error thrown by `condition` counts as "not yet".
 * @param what what is waited for, as it should read after "waited 30000 ms for ".
 * @param timeoutMs how long at most.
 * @throws when time is up, with the last answer or error.
 */
export async function until<T>(
  condition: () => T | Promise<T>,
  { what, timeoutMs = 30_000 }: { what: string; timeoutMs?: number },
): Promise<Exclude<T, false | null | undefined | 0 | ''>> {
  const deadline = performance.now() + timeoutMs
  for (;;) {
    let last: unknown
    try {
      const answer = await condition()
      if (answer) return answer as Exclude<T, false | null | undefined | 0 | ''> // truthy, which TypeScript can't carry through Exclude
      last = answer
    } catch (error) {
      last = error
    }
    if (performance.now() > deadline) {
      const seen =
        last instanceof Error ? last.message : last === undefined ? 'undefined' : JSON.stringify(last)
      throw new Error(`waited ${timeoutMs} ms for ${what}; last: ${seen}`, { cause: last })
    }
    await pause(POLL_MS)
  }
}
