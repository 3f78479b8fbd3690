/** Asks the hospital for something to be done. Over HTTP, with a key, so that asking twice does it once. */
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Outcome } from '../../schema/outcome.ts'

/** Waits between tries [ms] when the network fails; the same key each time. */
const TRIES_AFTER_MS = [0, 400, 1200, 3000]

/** Nobody answered: it is not known whether it was done. Asking again with the same key is safe. */
export interface Unreachable {
  ok: false
  code: 'unreachable'
  message: string
  details: Record<string, unknown>
}
export type Answered<C extends CommandName> = Outcome<CommandResult<C>> | Unreachable

export interface Asking {
  key?: string
  fetch?: typeof fetch
  waits?: readonly number[]
}

/** Done (with the log position that shows it), refused, or unreachable after a few tries. Never throws for those. */
export async function command<C extends CommandName>(
  name: C,
  input: CommandInput<C>,
  { key = crypto.randomUUID(), fetch = globalThis.fetch, waits = TRIES_AFTER_MS }: Asking = {},
): Promise<Answered<C>> {
  let answer: Answered<C> = { ok: false, code: 'unreachable', message: '', details: {} }
  for (const wait of waits) {
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    try {
      const response = await fetch(`/api/commands/${name}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(input),
      })
      answer = (await response.json()) as Answered<C> // the door answers nothing else; not JSON at all is caught below
      if (answer.ok || answer.code !== 'unavailable') return answer
    } catch (error) {
      answer = { ok: false, code: 'unreachable', message: String(error), details: {} }
    }
  }
  return answer
}
