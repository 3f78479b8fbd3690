/** What time it is: one clock for the whole page, set by the server's, that ticks only while someone looks at it. */
import { createSubscriber } from 'svelte/reactivity'
import type { Link } from './link.svelte.ts'

const SECOND = 1000

export class Clock {
  readonly #link: Link
  readonly #subscribe: () => void

  constructor(link: Link) {
    this.#link = link
    this.#subscribe = createSubscriber((update) => {
      let timer: ReturnType<typeof setTimeout>
      const tick = () => {
        update()
        // To the next full second of the server's clock, so that all screens of a room turn over together.
        timer = setTimeout(tick, SECOND - (this.#at() % SECOND) + 5)
      }
      timer = setTimeout(tick, SECOND - (this.#at() % SECOND) + 5)
      return () => clearTimeout(timer)
    })
  }

  /** Now [ms since 1970], by the server's clock. Read in a template, it keeps itself current each second. */
  get now(): number {
    this.#subscribe()
    return this.#at()
  }

  /** The instant the picture is of: now while it is live, the moment it was lost when it is not. Durations count to here. */
  get picture(): number {
    const { live } = this.#link
    return live.state === 'lost' ? live.since : this.now
  }

  #at(): number {
    return Date.now() + this.#link.offset
  }
}
