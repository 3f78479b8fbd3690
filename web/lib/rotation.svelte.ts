/** Turns the pages of a wall, one after the other, and waits when somebody wants to look. */

const USUAL_SECONDS = 20

/** How long a page stays, as an address asks for (`?rotate=30`) [s]. */
export function rotationSeconds(asked: string | undefined): number {
  const seconds = Number(asked)
  return seconds >= 3 && seconds <= 3600 ? seconds : USUAL_SECONDS
}

export class Rotation {
  readonly #count: () => number
  readonly #seconds: () => number
  readonly #after: () => (() => void) | undefined
  #index = $state(0)
  #paused = $state(false)

  /** @param after what comes once all pages were shown; undefined: the first one again */
  constructor(count: () => number, seconds: () => number, after: () => (() => void) | undefined) {
    this.#count = count
    this.#seconds = seconds
    this.#after = after
  }

  get page(): number {
    return this.#count() === 0 ? 0 : this.#index % this.#count()
  }
  get paused(): boolean {
    return this.#paused
  }
  get several(): boolean {
    return this.#count() > 1
  }
  get turning(): boolean {
    return this.several && !this.#paused
  }
  get seconds(): number {
    return this.#seconds()
  }

  pause(): void {
    this.#paused = !this.#paused
  }
  /** Forwards or back, round the end. */
  turn(by: number): void {
    const count = Math.max(1, this.#count())
    this.#index = (((this.page + by) % count) + count) % count
  }

  /** An effect's body: turns on after each page's time. */
  run(): (() => void) | undefined {
    const after = this.page >= this.#count() - 1 ? this.#after() : undefined
    if (this.#paused || !(this.turning || after)) return undefined
    const timer = setTimeout(after ?? (() => this.turn(1)), this.#seconds() * 1000)
    return () => clearTimeout(timer)
  }
}
