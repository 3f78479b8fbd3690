/**
 * How rows are counted. A board says what one row counts for; sums are kept by adding what a row counts for now and taking
 * away what it counted for before, so a change costs the same in a house of fifty thousand beds as in one of fifty.
 */

/** What a row counts for: numbers by name, one for each fact that holds, and the same again under a heading. */
export interface Tally {
  readonly [name: string]: number | boolean | Tally
}

export class Sums {
  /** Nothing here is zero or empty: what no row counts for has no name. */
  readonly #numbers = new Map<string, number>()
  readonly #headings = new Map<string, Sums>()

  static of(tallies: Iterable<Tally>): Sums {
    const sums = new Sums()
    for (const tally of tallies) sums.add(tally)
    return sums
  }

  /** The sums of several places as those of one. */
  static together(parts: readonly Sums[]): Sums {
    const sums = new Sums()
    for (const part of parts) sums.add(part.whole)
    return sums
  }

  /** How many (or how much) there is of it. */
  of(name: string): number {
    return this.#numbers.get(name) ?? 0
  }

  /** What is counted under a heading. */
  under(heading: string): Sums {
    return this.#headings.get(heading) ?? nothing
  }

  /** All names and headings that something counts for, in order. */
  get names(): string[] {
    return [...this.#numbers.keys(), ...this.#headings.keys()].sort()
  }

  /** The first of the names in their order; of instants, the earliest. */
  get least(): string | null {
    let least: string | null = null
    for (const name of this.#numbers.keys()) if (least === null || name < least) least = name
    return least
  }

  /** @param times -1 takes it away again. */
  add(tally: Tally, times: 1 | -1 = 1): void {
    for (const name in tally) {
      const counts = tally[name] ?? 0
      if (typeof counts === 'object') this.#addUnder(name, counts, times)
      else if (counts !== false && counts !== 0) this.#addNumber(name, Number(counts) * times)
    }
  }

  /** All of it, as one tally. */
  get whole(): Tally {
    const headings = [...this.#headings].map(([heading, sums]) => [heading, sums.whole] as const)
    return Object.fromEntries<Tally[string]>([...this.#numbers, ...headings])
  }

  get #isEmpty(): boolean {
    return this.#numbers.size === 0 && this.#headings.size === 0
  }

  #addNumber(name: string, counts: number): void {
    const sum = this.of(name) + counts
    if (sum === 0) this.#numbers.delete(name)
    else this.#numbers.set(name, sum)
  }

  #addUnder(heading: string, tally: Tally, times: 1 | -1): void {
    const sums = this.#headings.get(heading) ?? new Sums()
    sums.add(tally, times)
    if (sums.#isEmpty) this.#headings.delete(heading)
    else this.#headings.set(heading, sums)
  }
}

const nothing = new Sums()

/** Some of an object's numbers, as a tally. */
export const numbersOf = <Name extends string>(
  row: Readonly<Record<Name, number>>,
  names: readonly Name[],
): Tally => Object.fromEntries(names.map((name) => [name, row[name]]))
