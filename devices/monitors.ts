/** Vital-sign monitors at beds, each with somebody in front of it. */
import type { Key } from './keys.ts'
import { VitalMonitor } from './vital-monitor.ts'
import { vitalSigns } from './vital-signs.ts'

const EVERY_MS = 5000

export interface MonitorsOptions {
  url: string
  site: string
  /** PEM: of a broker over TLS. */
  ca?: string | undefined
  monitors: readonly Key[]
  /** How many times faster than a real ward people get ill and well. */
  rate: number
  seed: number
  random: () => number
}

export class Monitors {
  readonly #options: MonitorsOptions
  readonly #monitors: VitalMonitor[]
  #timer: NodeJS.Timeout | undefined

  constructor(options: MonitorsOptions) {
    this.#options = options
    const { url, site, ca, random } = options
    const info = { firmware: '5.0.1', model: 'VM-3' }
    this.#monitors = options.monitors.map((key) => new VitalMonitor({ url, site, ca, ...key, random, info }))
  }

  get size(): number {
    return this.#monitors.length
  }
  get online(): number {
    return this.#monitors.filter(({ online }) => online).length
  }

  start(): void {
    for (const monitor of this.#monitors) monitor.start()
    if (this.size > 0) this.#timer = setInterval(() => this.#measure(), EVERY_MS)
  }

  /** Settles when everything said is acknowledged, and all have said goodbye. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all(this.#monitors.map((monitor) => monitor.stop()))
  }

  #measure(): void {
    const { rate, seed, random } = this.#options
    const minutes = (Date.now() / 60_000) * rate
    this.#monitors.forEach((monitor, nth) => monitor.measures(vitalSigns(seed + nth, minutes, random)))
  }
}
