/** The demo of several servers on one database: it lives on the one on duty, and moves with the duty. */
import type { DemoState, Scenario } from '../../schema/demo.ts'
import type { Rota } from '../database/rota.ts'
import { DemoHospital, type DemoOptions } from './demo-hospital.ts'

const LOOK_MS = 500

export class DemoOnDuty {
  readonly #options: DemoOptions
  readonly #rota: Pick<Rota, 'onDuty'>
  #hospital: DemoHospital
  #living = false
  #timer: NodeJS.Timeout | undefined
  #turning: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(options: DemoOptions, rota: Pick<Rota, 'onDuty'>) {
    this.#options = options
    this.#rota = rota
    this.#hospital = new DemoHospital(options)
  }

  get state(): DemoState {
    return this.#hospital.state
  }

  befall(scenario: Scenario): DemoState {
    return this.#hospital.befall(scenario)
  }

  start(): void {
    this.#turning = this.#turn()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    await this.#turning
    await this.#hospital.stop()
  }

  async #turn(): Promise<void> {
    if (this.#living && !this.#rota.onDuty) {
      this.#living = false
      await this.#hospital.stop()
      this.#hospital = new DemoHospital(this.#options) // intentions go with the duty; what is so, the next one reads
    } else if (!this.#living && this.#rota.onDuty) {
      this.#living = true
      void this.#hospital.start() // it never rejects; the hospital is open to everyone while it fills
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void (this.#turning = this.#turn()), LOOK_MS)
  }
}
