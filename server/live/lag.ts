/** How far the feed is behind the database as a rule: the middle of the latest lags. Pure. */

/** Judged by so many transactions, and not before. */
const JUDGED_BY = 101
/** A commit reaches a feed within some milliseconds. */
const SLOW_MS = 20

export class Lag {
  readonly #latest: number[] = []
  #nth = 0

  add(ms: number): void {
    this.#latest[this.#nth++ % JUDGED_BY] = ms
  }

  /** The median [ms]; undefined while too few have come. */
  get usual(): number | undefined {
    if (this.#latest.length < JUDGED_BY) return undefined
    return this.#latest.toSorted((a, b) => a - b)[(JUDGED_BY - 1) / 2]
  }

  /** What somebody should look at. The feed is right all the same, and late. */
  get warning(): string | undefined {
    const { usual } = this
    if (usual === undefined || usual <= SLOW_MS) return undefined
    return (
      `changes usually come ${Math.round(usual)} ms after their commit: is synchronous_commit off for who writes ` +
      `(the log is sent only once it is flushed), is this server overloaded, or does its clock differ from the database's?`
    )
  }
}
