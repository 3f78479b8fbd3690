/** Calls of numbers as a waiting room meets them: which are new and are to be announced, one after the other. Pure. */
import type { ClinicRow } from '../../schema/boards/clinics.ts'

export interface Call {
  number: string
  room: string
  clinic: string
  at: string
  calls: number
  /** Where the number stands now; `over`: not in any room any more. */
  state: 'called' | 'inside' | 'over'
}

/** All calls of these clinics, the last first. */
export function callsOf(rows: Iterable<ClinicRow>): Call[] {
  const calls = [...rows].flatMap(({ name, last, now }) =>
    last.map(({ number, room, at, calls }): Call => {
      const there = now.find((one) => one.number === number)
      return { number, room, clinic: name, at, calls, state: stateOf(there) }
    }),
  )
  return calls.sort((a, b) => (a.at === b.at ? (a.number < b.number ? -1 : 1) : a.at < b.at ? 1 : -1))
}

const stateOf = (there: ClinicRow['now'][number] | undefined): Call['state'] =>
  there === undefined ? 'over' : there.inside ? 'inside' : 'called'

/** A call of before is told by nobody who comes back after an outage: who was called so long ago has heard it elsewhere, or is called again. */
const FRESH_MS = 60_000

const keyOf = ({ number, at }: Call): string => `${number} ${at}`

/** Remembers which calls were there already. What stood there when the page first learned of any is no news. */
export class NewCalls {
  #known: ReadonlySet<string> | undefined

  /** @returns the calls that were not there before, the first of them first. */
  of(calls: readonly Call[], now: number): Call[] {
    const known = this.#known
    this.#known = new Set(calls.map(keyOf))
    if (!known) return []
    return calls
      .filter(
        (call) => call.state === 'called' && !known.has(keyOf(call)) && now - Date.parse(call.at) < FRESH_MS,
      )
      .reverse()
  }
}
