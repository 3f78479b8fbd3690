/** Where the rows of a board are seen, and what they count for there: kept up row by row, so nobody ever looks for them. */
import type { Place } from '../../schema/terms.ts'
import type { Spot } from './board.ts'
import { Sums, type Tally } from './tally.ts'

/** Where rows are, by name: '' the house, 'gh' a site, 'gh/4W' a unit, 'gh/' every unit of a site. */
export type PlaceName = string

interface Here {
  readonly keys: Set<string>
  readonly sums: Sums
}

export class Places {
  readonly #here = new Map<PlaceName, Here>()

  add(key: string, names: ReadonlySet<PlaceName>, tally: Tally): void {
    for (const name of names) {
      let here = this.#here.get(name)
      if (!here) this.#here.set(name, (here = { keys: new Set(), sums: new Sums() }))
      here.keys.add(key)
      here.sums.add(tally)
    }
  }

  remove(key: string, names: ReadonlySet<PlaceName>, tally: Tally): void {
    for (const name of names) {
      const here = this.#here.get(name)
      here?.keys.delete(key)
      here?.sums.add(tally, -1)
      if (here?.keys.size === 0) this.#here.delete(name)
    }
  }

  has(key: string, place: Place): boolean {
    return this.#partsOf(place).some(({ keys }) => keys.has(key))
  }

  *keysAt(place: Place): Generator<string> {
    for (const { keys } of this.#partsOf(place)) yield* keys
  }

  sumsAt(place: Place): Sums {
    const parts = this.#partsOf(place).map(({ sums }) => sums)
    return parts.length === 1 && parts[0] ? parts[0] : Sums.together(parts)
  }

  #partsOf(place: Place): Here[] {
    return namesAt(place).flatMap((name) => this.#here.get(name) ?? [])
  }
}

/** By which names rows are seen at a place. */
export function namesAt({ site, unit }: Place): PlaceName[] {
  if (site === undefined) return ['']
  return unit === undefined ? [site] : [`${site}/${unit}`, `${site}/`]
}

/** The names of all places at which a row of these spots is seen. (No site has a stroke in its name, and no unit is without one.) */
export function namesOf(spots: readonly Spot[]): Set<PlaceName> {
  const names = new Set([''])
  for (const { site, unit } of spots) {
    if (site === null) continue
    names.add(site)
    if (unit !== null) names.add(`${site}/${unit ?? ''}`)
  }
  return names
}
