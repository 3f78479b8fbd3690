/** Tags that are carried about, and badges of cleaners on their round. */
import type { BedRow } from '../schema/boards/beds.ts'
import { EXIT } from '../schema/devices/tag.ts'
import type { Key } from './keys.ts'
import { LocationTag } from './location-tag.ts'
import { StaffBadge } from './staff-badge.ts'

const TICK_MS = 1000
/** How often a tag is carried to another place, and how many of these ways lead out [a minute; a share]. */
const MOVES_PER_MINUTE = 1 / 10
const OUT = 0.02

export interface StrollersOptions {
  url: string
  site: string
  /** PEM: of a broker over TLS. */
  ca?: string | undefined
  tags: readonly Key[]
  badges: readonly Key[]
  /** Where tags may be carried. */
  places: readonly string[]
  /** The beds as they are now. */
  beds: () => Promise<readonly Pick<BedRow, 'bed' | 'state'>[]>
  /** How many times faster than a real ward. */
  rate: number
  random: () => number
}

export class Strollers {
  readonly #options: StrollersOptions
  readonly #tags: LocationTag[]
  readonly #badges: StaffBadge[]
  #timer: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: StrollersOptions) {
    this.#options = options
    const { url, site, ca, random } = options
    const info = { firmware: '2.1.0', model: 'LT-1' }
    this.#tags = options.tags.map((key) => new LocationTag({ url, site, ca, ...key, random, info }))
    this.#badges = options.badges.map((key) => new StaffBadge({ url, site, ca, ...key, random }))
  }

  get size(): number {
    return this.#tags.length + this.#badges.length
  }
  get online(): number {
    return [...this.#tags, ...this.#badges].filter(({ online }) => online).length
  }

  start(): void {
    for (const tag of this.#tags) {
      tag.at(this.#somewhere())
      tag.start()
    }
    for (const badge of this.#badges) badge.start()
    if (this.size > 0) this.#timer = setTimeout(() => void this.#live(), TICK_MS)
  }

  /** Settles when everything said is acknowledged, and all have said goodbye. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await Promise.all([...this.#tags, ...this.#badges].map((device) => device.stop()))
  }

  async #live(): Promise<void> {
    const { rate, random } = this.#options
    const minutes = (TICK_MS / 60_000) * rate
    for (const tag of this.#tags)
      if (random() < MOVES_PER_MINUTE * minutes) tag.at(random() < OUT ? EXIT : this.#somewhere())
    if (this.#badges.length > 0) await this.#round(minutes).catch(() => undefined) // the server is away: next time
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#live(), TICK_MS)
  }

  /** Each cleaner taps about every five minutes: at a bed that is being cleaned it is ready, at one that waits they begin. */
  async #round(minutes: number): Promise<void> {
    const { beds, random } = this.#options
    const working = this.#badges.filter(() => random() < minutes / 5)
    if (working.length === 0) return
    const waiting = (await beds()).filter(({ state }) => state === 'cleaning' || state === 'dirty')
    for (const badge of working) {
      const [next] = waiting.splice(Math.floor(random() * waiting.length), 1)
      if (next) badge.tap(next.bed, next.state === 'cleaning' ? 'finish' : 'start')
    }
  }

  #somewhere(): string {
    const { places, random } = this.#options
    return places[Math.floor(random() * places.length)] ?? EXIT
  }
}
