/** A cleaner's badge, as the readers at the beds speak for it. */
import type { z } from 'zod'
import type { badge } from '../schema/devices/badge.ts'
import { RepeatingDevice, type RepeatingOptions } from './repeating-device.ts'

const PLAIN = { firmware: '1.0.0', model: 'SB-1' }

export class StaffBadge extends RepeatingDevice {
  constructor({ info = PLAIN, ...options }: Omit<RepeatingOptions, 'kind'>) {
    super({ ...options, kind: 'badge' })
    // Hours may pass between two taps: what it is, said every minute, tells that it is alive.
    this.is('info', info)
  }

  /** Held to the reader of a bed. Said once: a tap is a deed. */
  tap(bed: string, act: z.infer<(typeof badge)['tap']>['act']): void {
    this.happened('tap', { bed, act })
  }
}
