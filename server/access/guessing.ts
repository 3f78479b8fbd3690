/** Whether somebody guesses at the door: said once to whoever runs the house, and once more when it is over. */

interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

/** More than a whole hospital mistypes in a minute, when a shift begins. */
const MANY = 60
const MINUTE_MS = 60_000
/** So long nobody has been in such a hurry: it is over. */
const OVER_MS = 5 * MINUTE_MS

export class Guessing {
  readonly #log: Log
  readonly #now: () => number
  /** When the latest tries failed, the first of them first; never more than say it. */
  readonly #failed: number[] = []
  #since: number | undefined
  #tries = 0
  #over: NodeJS.Timeout | undefined

  constructor(log: Log, now: () => number = () => performance.now()) {
    this.#log = log
    this.#now = now
  }

  /** A try was wrong, or not even looked at because there had been too many. */
  failed(): void {
    const now = this.#now()
    this.#failed.push(now)
    if (this.#failed.length > MANY) this.#failed.shift()
    if (this.#since !== undefined) this.#tries += 1
    const [first = now] = this.#failed
    if (this.#failed.length < MANY || now - first > MINUTE_MS) return
    if (this.#since === undefined) {
      this.#since = now
      this.#tries = this.#failed.length
      this.#log.warn(
        { event: 'guessing', in_a_minute: MANY },
        `somebody guesses at the door: ${MANY} tries to sign in failed within a minute; /admin/audit says whose names, and from where`,
      )
    }
    clearTimeout(this.#over)
    this.#over = setTimeout(() => this.#end(), OVER_MS).unref() // a server that ends does not wait for it
  }

  #end(): void {
    const fields = { event: 'guessing-over', tries: this.#tries }
    this.#since = undefined
    this.#log.info(fields, `nobody guesses at the door any more; ${this.#tries} tries failed`)
  }
}
