/** What is seen at a privacy level: a row, or what stands at the top. Its text is made once, however many are told it. */
import type { Lsn } from '../../schema/terms.ts'

export class Seen<T> {
  readonly value: T
  readonly text: string
  /** The position at which it became what it is. */
  readonly lsn: Lsn

  constructor(value: T, lsn: Lsn) {
    this.value = value
    this.text = JSON.stringify(value)
    this.lsn = lsn
  }
}

/** Several of them, told together: to one screen, or to a thousand that come back at once. */
export class SeenTogether<T> {
  readonly #seen: readonly Seen<T>[]
  #text: string | undefined

  constructor(seen: readonly Seen<T>[]) {
    this.#seen = seen
  }

  get isEmpty(): boolean {
    return this.#seen.length === 0
  }
  get values(): T[] {
    return this.#seen.map(({ value }) => value)
  }
  get text(): string {
    return (this.#text ??= `[${this.#seen.map(({ text }) => text).join(',')}]`)
  }
}
