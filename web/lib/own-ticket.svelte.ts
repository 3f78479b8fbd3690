/** The number on a slip, as the server last told it: asked again and again, sooner when its turn is near, whatever the network does. */
import type { OwnTicket } from '../../schema/access/own-ticket.ts'

/** So soon after a failure; the network may be back. */
const AFTER_FAILURE_MS = 4000
const ANSWER_MS = 10_000

export class OwnTicketFollowed {
  readonly #code: string
  readonly #ask: typeof fetch
  #ticket = $state.raw<OwnTicket | undefined>(undefined)
  #unknown = $state(false)
  #lost = $state(false)
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = false
  #ended = false

  constructor(code: string, ask: typeof fetch = (...asked) => fetch(...asked)) {
    this.#code = code
    this.#ask = ask
  }

  /** As last told; undefined: nothing was yet. */
  get ticket(): OwnTicket | undefined {
    return this.#ticket
  }
  /** The code opens nothing (any more). */
  get unknown(): boolean {
    return this.#unknown
  }
  /** Nobody answers: what stands there is of before. */
  get lost(): boolean {
    return this.#lost
  }

  /** An effect's body. A phone that wakes up, or is linked again, asks at once. */
  run(): () => void {
    const now = (): void => void this.ask()
    const woken = (): void => {
      if (document.visibilityState === 'visible') now()
    }
    window.addEventListener('online', now)
    document.addEventListener('visibilitychange', woken)
    now()
    return () => {
      this.#ended = true
      clearTimeout(this.#timer)
      window.removeEventListener('online', now)
      document.removeEventListener('visibilitychange', woken)
    }
  }

  async ask(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    clearTimeout(this.#timer)
    const again = await this.#asked()
    this.#asking = false
    if (again !== undefined && !this.#ended) this.#timer = setTimeout(() => void this.ask(), again)
  }

  /** @returns after how long to ask again [ms]; undefined: no more */
  async #asked(): Promise<number | undefined> {
    try {
      const response = await this.#ask('/api/token', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code: this.#code }),
        signal: AbortSignal.timeout(ANSWER_MS),
      })
      if (response.status === 404 || response.status === 422) {
        this.#unknown = true
        this.#lost = false
        return undefined
      }
      if (!response.ok) throw new Error(`answered with ${String(response.status)}`)
      const { result } = (await response.json()) as { result: OwnTicket } // the door answers nothing else
      this.#ticket = result
      this.#lost = false
      return result.again_s * 1000
    } catch (error) {
      console.info('the place in the queue is not known just now', error)
      this.#lost = true
      return AFTER_FAILURE_MS
    }
  }
}
