/** A vital-sign monitor: what it measures now, every few seconds. It never says later what it could not say then. */
import type { MonitorVitals } from '../schema/devices/monitor.ts'
import { RepeatingDevice, type RepeatingOptions } from './repeating-device.ts'

export class VitalMonitor extends RepeatingDevice {
  constructor(options: Omit<RepeatingOptions, 'kind' | 'limit'>) {
    super({ ...options, kind: 'monitor', limit: 1 })
  }

  measures(vitals: MonitorVitals): void {
    // A link that is away gets nothing to keep: whose values these were, nobody could say afterwards.
    if (this.online) this.happened('vitals', vitals)
  }
}
