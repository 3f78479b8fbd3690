/** The sites and their units: names, time zones, kinds. Asked for once, and again when a board speaks of a site not known. */
import type { QueryResult } from '../../schema/queries.ts'
import { ask } from './ask.ts'

export type Site = QueryResult<'sites'>['sites'][number]
export type Unit = Site['units'][number]

const AGAIN_MS = 3000

export class Hospital {
  #sites = $state.raw<Site[] | null>(null)
  #timer: ReturnType<typeof setTimeout> | undefined
  #asking = false

  /** null: not known yet. Empty: no hospital has been laid out. */
  get sites(): Site[] | null {
    return this.#sites
  }

  /** The site of this code; without a code the only one there is. */
  site(code: string | undefined): Site | undefined {
    if (code === undefined) return this.#sites?.length === 1 ? this.#sites[0] : undefined
    return this.#sites?.find(({ site }) => site === code)
  }

  unit(site: string, unit: string): Unit | undefined {
    return this.site(site)?.units.find((one) => one.unit === unit)
  }

  /** Asks until it is answered with a site, so that a hospital laid out later appears by itself. */
  async learn(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    clearTimeout(this.#timer)
    const answer = await ask('sites')
    this.#asking = false
    // Unchanged, it stays the same object: nothing on the page need look again.
    if (answer.ok && JSON.stringify(answer.result.sites) !== JSON.stringify(this.#sites)) {
      this.#sites = answer.result.sites
    }
    if (!this.#sites?.length) this.#timer = setTimeout(() => void this.learn(), AGAIN_MS)
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}
