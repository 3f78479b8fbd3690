/** The demo's badges and tags: real MQTT devices, of the cleaners and patients the database says they are with. */
import { LocationTag } from '../../devices/location-tag.ts'
import { StaffBadge } from '../../devices/staff-badge.ts'
import type { House } from './house.ts'
import { DEMO_SITE as site } from './layout.ts'
import type { Tap } from './orders.ts'
import { homeOf, type CarryStep } from './wearing.ts'

/** A tap is answered once it is done, or kept as one that could not be; nobody stands at a reader for longer. */
const TAP_MS = 2000
const TAG = { firmware: '2.1.0', model: 'LT-1' }

export class Wearables {
  readonly #url: string
  readonly #badges = new Map<string, StaffBadge>()
  readonly #tags = new Map<string, LocationTag>()
  readonly #places = new Map<string, string>()

  /** @param url of the broker */
  constructor(url: string) {
    this.#url = url
  }

  /** Where each tag was last carried. */
  get places(): ReadonlyMap<string, string> {
    return this.#places
  }

  /** Badges whose taps arrive. */
  get badges(): ReadonlySet<string> {
    return new Set([...this.#badges].filter(([, { online }]) => online).map(([code]) => code))
  }

  /** Switches on what is new in the house; a tag begins where its wearer is. */
  equip(house: House): void {
    for (const { code: device } of house.badges) {
      if (this.#badges.has(device)) continue
      const badge = new StaffBadge({ url: this.#url, site, device })
      this.#badges.set(device, badge)
      badge.start()
    }
    for (const tag of house.tags) {
      if (this.#tags.has(tag.code)) continue
      const device = new LocationTag({ url: this.#url, site, device: tag.code, info: TAG })
      this.#tags.set(tag.code, device)
      this.carry({ tag: tag.code, to: homeOf(tag, house) })
      device.start()
    }
  }

  carry({ tag, to }: CarryStep): void {
    this.#places.set(tag, to)
    this.#tags.get(tag)?.at(to)
  }

  /** Settles when the tap is acknowledged: what it asked for is done, or stands among the refused messages. */
  async tap({ badge, bed, act }: Tap): Promise<void> {
    const device = this.#badges.get(badge)
    if (!device) return
    device.tap(bed, act)
    let late: NodeJS.Timeout | undefined
    await Promise.race([device.settled(), new Promise((resolve) => (late = setTimeout(resolve, TAP_MS)))])
    clearTimeout(late)
  }

  /** Switches all off as devices should: they say that they are offline. */
  async stop(): Promise<void> {
    await Promise.all([...this.#badges.values(), ...this.#tags.values()].map((device) => device.stop()))
    this.#badges.clear()
    this.#tags.clear()
    this.#places.clear()
  }
}
