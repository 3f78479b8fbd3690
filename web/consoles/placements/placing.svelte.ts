/** A request that is being placed: which one, and what the suggestion says of every bed. */
import { createContext } from 'svelte'
import type { BedRow } from '../../../schema/boards/beds.ts'
import type { PlacementRow } from '../../../schema/boards/placements.ts'
import { suggest, type PassedOver, type Suggestion } from '../../../schema/placement/suggest.ts'

const MINUTE = 60_000

export class Placing {
  readonly #requests: () => ReadonlyMap<string, PlacementRow>
  readonly #beds: () => readonly BedRow[]
  readonly #key: () => string | undefined
  readonly #now: () => number
  /** Estimates count in minutes: they need not be made anew each second. */
  readonly #minute = $derived.by(() => Math.floor(this.#now() / MINUTE) * MINUTE)
  /** The request that is looked at. */
  readonly request = $derived.by(() => {
    const key = this.#key()
    return key === undefined ? undefined : this.#requests().get(key)
  })
  readonly #found = $derived.by(() =>
    this.request ? suggest(this.request, this.#beds(), new Date(this.#minute).toISOString()) : undefined,
  )
  /** By bed key. */
  readonly #fit = $derived(new Map(this.#found?.suggestions.map((one) => [one.bed.key, one])))
  readonly #passed = $derived(new Map(this.#found?.passedOver.map((one) => [one.bed.key, one])))

  constructor(
    requests: () => ReadonlyMap<string, PlacementRow>,
    beds: () => readonly BedRow[],
    key: () => string | undefined,
    now: () => number,
  ) {
    this.#requests = requests
    this.#beds = beds
    this.#key = key
    this.#now = now
  }

  /** The best first; empty without a request. */
  get suggestions(): readonly Suggestion<BedRow>[] {
    return this.#found?.suggestions ?? []
  }
  /** Whether the beds of the place where the bed is wanted are on the screen. */
  get seesBeds(): boolean {
    return this.#found !== undefined && this.#found.suggestions.length + this.#found.passedOver.length > 0
  }
  suggestion(bedKey: string): Suggestion<BedRow> | undefined {
    return this.#fit.get(bedKey)
  }
  passedOver(bedKey: string): PassedOver<BedRow> | undefined {
    return this.#passed.get(bedKey)
  }
  rank(bedKey: string): number | undefined {
    return this.#fit.get(bedKey)?.rank
  }
  requestOf(encounter_id: number | null | undefined): PlacementRow | undefined {
    if (encounter_id == null) return undefined
    return [...this.#requests().values()].find((row) => row.patient.encounter_id === encounter_id)
  }
}

export const [placing, setPlacing] = createContext<Placing>()
