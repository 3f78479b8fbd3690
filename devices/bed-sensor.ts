/** A bed sensor: whether somebody is in the bed, whether they are getting up, whether the brakes are on. */
import type { z } from 'zod'
import type { bed } from '../schema/devices/bed.ts'
import { RepeatingDevice, type RepeatingOptions } from './repeating-device.ts'

type Channel = keyof typeof bed
/** What a channel says, without what every reading carries. */
type Value<C extends Channel> = Omit<z.infer<(typeof bed)[C]>, 'at' | 'boot' | 'seq'>

export type BedSensorOptions = Omit<RepeatingOptions, 'kind'>

export class BedSensor extends RepeatingDevice {
  constructor(options: BedSensorOptions) {
    super({ ...options, kind: 'bed' })
  }

  occupied(yes: boolean): void {
    this.#say('occupancy', { occupied: yes })
  }

  exitAlarm(active: boolean): void {
    this.#say('exit-alarm', { active })
  }

  brakes(on: boolean): void {
    this.#say('brakes', { on })
  }

  #say<C extends Channel>(channel: C, value: Value<C>): void {
    this.is(channel, value)
  }
}
