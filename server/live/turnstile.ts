/**
 * One at a time, and not too often: how one screen's requests go in. A picture of a whole house costs some milliseconds and
 * some hundred kilobytes; thousands asked for at once by one socket would hold up every other screen, and the feed.
 */
import { setTimeout as pause } from 'node:timers/promises'

/** A screen that turns through its boards opens some six of them at once; a console in a hurry a few a second. */
const BURST = 20
const PER_SECOND = 5
/** More than these waiting, and it is no screen of ours. */
const WAITING_MAX = 50

export class Turnstile {
  readonly #drained: () => Promise<void>
  readonly #waiting: (() => Promise<void>)[] = []
  #running = false
  #tokens = BURST
  #filledAt = performance.now()

  /** @param drained settles when what was answered last has left for the network, or never will. */
  constructor(drained: () => Promise<void>) {
    this.#drained = drained
  }

  /**
   * Has `work` done in its turn.
   * @returns false when too much is waiting already; then it will not be done.
   */
  enter(work: () => Promise<void>): boolean {
    if (this.#waiting.length >= WAITING_MAX) return false
    this.#waiting.push(work)
    if (!this.#running) void this.#run()
    return true
  }

  /** Nothing that waits is done any more. */
  close(): void {
    this.#waiting.length = 0
  }

  async #run(): Promise<void> {
    this.#running = true
    for (let work = this.#waiting.shift(); work; work = this.#waiting.shift()) {
      await this.#token()
      await work()
      await this.#drained()
    }
    this.#running = false
  }

  async #token(): Promise<void> {
    this.#fill()
    if (this.#tokens < 1) await pause(((1 - this.#tokens) / PER_SECOND) * 1000)
    this.#fill()
    this.#tokens -= 1
  }

  #fill(): void {
    const now = performance.now()
    this.#tokens = Math.min(BURST, this.#tokens + ((now - this.#filledAt) / 1000) * PER_SECOND)
    this.#filledAt = now
  }
}
