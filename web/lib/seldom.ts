/**
 * A deed for whoever looks, not oftener than once in so long: what is wanted meanwhile, or while nobody sees the page, is done
 * once, afterwards.
 */
export class Seldom {
  readonly #ms: number
  readonly #seen: () => boolean
  readonly #deed: () => void
  #wanted = false
  #doneAt = -Infinity
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ms: number, seen: () => boolean, deed: () => void) {
    this.#ms = ms
    this.#seen = seen
    this.#deed = deed
  }

  want(): void {
    this.#wanted = true
    this.look()
  }

  /** The page may be seen again. */
  look(): void {
    if (!this.#wanted || this.#timer !== undefined || !this.#seen()) return
    this.#timer = setTimeout(
      () => {
        this.#timer = undefined
        if (!this.#seen()) return
        this.#wanted = false
        this.#doneAt = Date.now()
        this.#deed()
      },
      Math.max(0, this.#doneAt + this.#ms - Date.now()),
    )
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#wanted = false
  }
}
