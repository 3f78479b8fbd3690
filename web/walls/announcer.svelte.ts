/** Announces calls in a waiting room: each for some seconds, one after the other, with a chime at each. */
import type { Call } from '../lib/new-calls.ts'

/** So long a number stands large: time to look up, read it and stand up. */
const STANDS_MS = 6000
/** In a rush each stands shorter, so that nobody waits half a minute to be told. */
const STANDS_IN_A_RUSH_MS = 3000

export class Announcer {
  readonly #ring: () => void
  #now = $state.raw<Call | undefined>(undefined)
  #next: Call[] = []
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ring: () => void) {
    this.#ring = ring
  }

  /** The call that is being announced. */
  get now(): Call | undefined {
    return this.#now
  }

  add(calls: readonly Call[]): void {
    this.#next.push(...calls)
    if (this.#timer === undefined) this.#turn()
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #turn(): void {
    this.#now = this.#next.shift()
    this.#timer = undefined
    if (!this.#now) return
    this.#ring()
    this.#timer = setTimeout(() => this.#turn(), this.#next.length > 0 ? STANDS_IN_A_RUSH_MS : STANDS_MS)
  }
}
