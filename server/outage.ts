/**
 * Something the server leans on that comes and goes: the database, the broker, Redis. However many notice that it is away, and
 * however often, it is said once, and once more when it is back; until then /readyz shows it.
 */
interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
}

export interface OutageOptions {
  /** As a person calls it: "the database". */
  what: string
  /** What that means for the ward. */
  meanwhile: string
  log: Log
  /** It counts as back when nobody has failed for so long: one who is answered does not end what others still suffer from. */
  steadyMs?: number | undefined
}

export class Outage {
  readonly #options: OutageOptions
  #since: number | undefined
  #latest = 0
  #failures = 0

  constructor(options: OutageOptions) {
    this.#options = options
  }

  /** Somebody was not answered. */
  away(err?: unknown): void {
    const { what, meanwhile, log } = this.#options
    this.#latest = performance.now()
    this.#failures++
    if (this.#since !== undefined) return
    this.#since = this.#latest
    log.warn({ event: 'away', part: what, err }, `${what} is away; ${meanwhile}`)
  }

  /** Somebody was answered. */
  here(): void {
    if (this.#since === undefined) return
    const now = performance.now()
    const { what, log, steadyMs = 0 } = this.#options
    if (now - this.#latest < steadyMs) return
    const fields = {
      event: 'back',
      part: what,
      away_ms: Math.round(now - this.#since),
      failures: this.#failures,
    }
    this.#since = undefined
    this.#failures = 0
    log.info(fields, `${what} is back`)
  }

  /** For whoever looks at /readyz; undefined: it is there. */
  get warning(): string | undefined {
    if (this.#since === undefined) return undefined
    const seconds = Math.round((performance.now() - this.#since) / 1000)
    return `away for ${seconds} s; ${this.#options.meanwhile}`
  }
}
