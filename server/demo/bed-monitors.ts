/** The demo's vital-sign monitors: real MQTT devices at the beds of some units, with who lies there by the record before them. */
import { VitalMonitor } from '../../devices/vital-monitor.ts'
import { vitalSigns } from '../../devices/vital-signs.ts'
import type { House } from './house.ts'
import type { DemoKeys } from './keys.ts'
import { DEMO_SITE as site } from './layout.ts'
import type { Pace } from './rates.ts'
import { MINUTE_MS } from './rates.ts'

/** A real one says more often; screens would not look different, and this machine is a guest's. */
const EVERY_MS = 15_000
const INFO = { firmware: '5.0.1', model: 'VM-3' }

export class BedMonitors {
  readonly #url: string
  readonly #keys: DemoKeys
  readonly #monitors = new Map<string, VitalMonitor>()
  #saidAt = 0

  /** @param url of the broker @param keys what they sign in with */
  constructor(url: string, keys: DemoKeys) {
    this.#url = url
    this.#keys = keys
  }

  /** Switches on those that are new in the house. */
  async equip({ monitors }: House): Promise<void> {
    const bare = monitors.map(({ code }) => code).filter((code) => !this.#monitors.has(code))
    const secrets = await this.#keys.of('monitor', bare)
    for (const device of bare) {
      const monitor = new VitalMonitor({
        url: this.#url,
        site,
        device,
        secret: secrets.get(device),
        info: INFO,
      })
      this.#monitors.set(device, monitor)
      monitor.start()
    }
  }

  /** Each says what it measures; at an empty bed that is nothing, and that it is there. Too soon after the last time: nothing. */
  measure({ beds, monitors }: House, { now, speed, random }: Pace): void {
    if (now - this.#saidAt < EVERY_MS) return
    this.#saidAt = now
    for (const { code, bed_id } of monitors) {
      const patient = beds.get(bed_id ?? -1)?.encounter_id ?? null
      const vitals = patient === null ? {} : vitalSigns(patient, (now / MINUTE_MS) * speed, random)
      this.#monitors.get(code)?.measures(vitals)
    }
  }

  /** Switches all off as devices should: they say that they are offline. */
  async stop(): Promise<void> {
    await Promise.all([...this.#monitors.values()].map((monitor) => monitor.stop()))
    this.#monitors.clear()
  }
}
