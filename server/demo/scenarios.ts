/** What may befall the demo hospital, and what it changes. Pure. */
import type { Scenario } from '../../schema/demo.ts'
import { floorOf } from './layout.ts'
import { MINUTE_MS, type Pace } from './rates.ts'

/** How many come to the emergency department, against a usual day. */
export const crowdIn = (scenario: Scenario): number => (scenario === 'surge-day' ? 1.6 : 1)

/** How long it lasts when nobody ends it [minutes of ward life]. */
export const LASTS: Record<Exclude<Scenario, 'none'>, number> = {
  'surge-day': 12 * 60,
  'broken-lift': 6 * 60,
  norovirus: 72 * 60,
}

/** The way between these units needs the lift that is broken. */
export const liftMissing = (scenario: Scenario, from: string, to: string): boolean =>
  scenario === 'broken-lift' && floorOf(from) !== floorOf(to)

/** The ward it breaks out on, which is then closed to admissions. */
export const OUTBREAK_WARD = '5W'
export const OUTBREAK_NOTE = 'Norovirus on the ward: closed to admissions'
export const ORGANISM = 'norovirus'
/** So many patients fall ill before it is contained. */
export const MOST_ILL = 9

export const isClosed = (scenario: Scenario, unit: string): boolean =>
  scenario === 'norovirus' && unit === OUTBREAK_WARD

/** What befalls the hospital at the moment, and since when. */
export class Befalling {
  #scenario: Scenario
  #since: number

  constructor(scenario: Scenario, now: number) {
    this.#scenario = scenario
    this.#since = now
  }

  start(scenario: Scenario, now: number): void {
    if (scenario === this.#scenario) return
    this.#scenario = scenario
    this.#since = now
  }

  /** It ends by itself after its time. */
  at({ now, speed }: Pick<Pace, 'now' | 'speed'>): { scenario: Scenario; since: number; until: number } {
    const until = this.#scenario === 'none' ? 0 : this.#since + (LASTS[this.#scenario] * MINUTE_MS) / speed
    if (now >= until) this.start('none', now)
    return { scenario: this.#scenario, since: this.#since, until }
  }
}
