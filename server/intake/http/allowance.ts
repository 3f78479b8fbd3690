/** How much one address may ask of a door where nobody is known: so much at once, so much a second after that. */

/** So many addresses are remembered; who has all of theirs left need not be. */
const MOST = 10_000

export class Allowance {
  readonly #burst: number
  readonly #perSecond: number
  readonly #now: () => number
  readonly #left = new Map<string, { left: number; at: number }>()

  /** @param now [ms] */
  constructor({
    burst,
    perSecond,
    now = () => performance.now(),
  }: {
    burst: number
    perSecond: number
    now?: () => number
  }) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#now = now
  }

  /** @returns 0: it may, and has one less; otherwise in how many seconds it may again */
  take(address: string): number {
    const now = this.#now()
    const left = this.#leftAt(address, now)
    if (left < 1) return Math.ceil((1 - left) / this.#perSecond)
    if (this.#left.size >= MOST) this.#forget(now)
    this.#left.set(address, { left: left - 1, at: now })
    return 0
  }

  #leftAt(address: string, now: number): number {
    const known = this.#left.get(address)
    if (!known) return this.#burst
    return Math.min(this.#burst, known.left + ((now - known.at) / 1000) * this.#perSecond)
  }

  #forget(now: number): void {
    for (const address of this.#left.keys())
      if (this.#leftAt(address, now) >= this.#burst) this.#left.delete(address)
    // Full of those who all just asked: the oldest goes.
    const [oldest] = this.#left.keys()
    if (this.#left.size >= MOST && oldest !== undefined) this.#left.delete(oldest)
  }
}
