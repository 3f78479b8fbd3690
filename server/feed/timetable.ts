/** What is to be looked at again, and when. Asked at each tick of the clock, it costs what is due and not what waits. */
import type { Instant } from '../../schema/terms.ts'

export class Timetable {
  /** By the second. What is no longer of interest is not taken out: it is looked at once for nothing. */
  readonly #keys = new Map<number, Set<string>>()
  /** The second asked about last; nothing before it waits. */
  #asked = -Infinity

  set(key: string, at: Instant): void {
    const second = Math.max(this.#asked, secondOf(at))
    const keys = this.#keys.get(second)
    if (keys) keys.add(key)
    else this.#keys.set(second, new Set([key]))
  }

  /**
   * What is due by now, of each time the whole second: some come early, by less than one. Who is still to be looked at later
   * must be set again.
   */
  due(now: Instant): string[] {
    const [from, to] = [this.#asked, secondOf(now)]
    this.#asked = to
    const passed = to - from < this.#keys.size ? secondsOf(from, to) : [...this.#keys.keys()]
    return passed.filter((second) => second <= to).flatMap((second) => this.#taken(second))
  }

  #taken(second: number): string[] {
    const keys = this.#keys.get(second)
    this.#keys.delete(second)
    return keys ? [...keys] : []
  }
}

const secondOf = (at: Instant): number => Math.floor(Date.parse(at) / 1000)
const secondsOf = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_, nth) => from + nth)
