/** The demo's badges and tags: real MQTT devices, of the cleaners and patients the database says they are with. */
import { LocationTag } from '../../devices/location-tag.ts'
import { StaffBadge } from '../../devices/staff-badge.ts'
import type { House } from './house.ts'
import type { DemoKeys } from './keys.ts'
import { DEMO_SITE as site } from './layout.ts'
import type { Tap } from './orders.ts'
import { homeOf, type CarryStep } from './wearing.ts'

/** A tap is answered once it is done, or kept as one that could not be; nobody stands at a reader for longer. */
const TAP_MS = 2000
const TAG = { firmware: '2.1.0', model: 'LT-1' }

export class Wearables {
  readonly #url: string
  readonly #keys: DemoKeys
  readonly #badges = new Map<string, StaffBadge>()
  readonly #tags = new Map<string, LocationTag>()
  readonly #places = new Map<string, string>()

  /** @param url of the broker @param keys what they sign in with */
  constructor(url: string, keys: DemoKeys) {
    this.#url = url
    this.#keys = keys
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
  async equip(house: House): Promise<void> {
    const url = this.#url
    const badges = house.badges.map(({ code }) => code).filter((code) => !this.#badges.has(code))
    const ofBadges = await this.#keys.of('badge', badges)
    for (const device of badges) {
      const badge = new StaffBadge({ url, site, device, secret: ofBadges.get(device) })
      this.#badges.set(device, badge)
      badge.start()
    }
    const tags = house.tags.filter(({ code }) => !this.#tags.has(code))
    const ofTags = await this.#keys.of(
      'tag',
      tags.map(({ code }) => code),
    )
    for (const tag of tags) {
      const secret = ofTags.get(tag.code)
      const device = new LocationTag({ url, site, device: tag.code, secret, info: TAG })
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
