/** A real-time location tag, as its reader speaks for it. */
import type { z } from 'zod'
import type { tag } from '../schema/devices/tag.ts'
import { RepeatingDevice, type RepeatingOptions } from './repeating-device.ts'

export class LocationTag extends RepeatingDevice {
  constructor(options: Omit<RepeatingOptions, 'kind'>) {
    super({ ...options, kind: 'tag' })
  }

  /** Seen at this place: a unit, a bed, `exit`, or a reader's own name. */
  at(place: z.infer<(typeof tag)['location']>['place']): void {
    this.is('location', { place })
  }
}
