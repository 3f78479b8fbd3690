/** What is being entered of a set: texts as typed, the values they mean, what is wrong with them, the score they make. */
import {
  doubtsOf,
  measureNames,
  measures,
  type Doubt,
  type MeasureName,
  type Vitals,
} from '../../../schema/observations/vitals.ts'
import {
  missingIn,
  scoreOf,
  type Score,
  type Scored,
  type SpO2Scale,
} from '../../../schema/observations/news2.ts'

type Typed = Record<MeasureName, string>
const nothing = (): Typed => Object.fromEntries(measureNames.map((name) => [name, ''])) as Typed

export class VitalsForm {
  typed = $state<Typed>(nothing())
  oxygen = $state<'' | 'air' | 'oxygen'>('')
  oxygenDevice = $state<'' | NonNullable<Vitals['oxygen_device']>>('')
  consciousness = $state<'' | NonNullable<Vitals['consciousness']>>('')

  get vitals(): Vitals {
    const on = this.oxygen === 'oxygen'
    return {
      respiration: this.#number('respiration'),
      spo2: this.#number('spo2'),
      oxygen: this.oxygen || null,
      oxygen_flow: on ? this.#number('oxygen_flow') : null,
      oxygen_device: on ? this.oxygenDevice || null : null,
      systolic: this.#number('systolic'),
      diastolic: this.#number('diastolic'),
      pulse: this.#number('pulse'),
      consciousness: this.consciousness || null,
      temperature: this.#number('temperature'),
    }
  }
  get isEmpty(): boolean {
    return Object.values(this.vitals).every((value) => value === null)
  }
  get missing(): Scored[] {
    return missingIn(this.vitals)
  }
  get doubts(): Doubt[] {
    return doubtsOf(this.vitals)
  }
  /** What is no number as this measure is taken. */
  get unread(): MeasureName[] {
    return measureNames.filter((name) => {
      const value = this.#number(name)
      if (this.typed[name].trim() === '') return false
      return value === null || !hasDigits(value, measures[name].digits)
    })
  }

  scoreOn(scale: SpO2Scale): Score | undefined {
    return scoreOf(this.vitals, scale)
  }

  clear(): void {
    this.typed = nothing()
    this.oxygen = ''
    this.oxygenDevice = ''
    this.consciousness = ''
  }

  #number(name: MeasureName): number | null {
    const text = this.typed[name].trim().replace(',', '.')
    if (text === '') return null
    const value = Number(text)
    return Number.isFinite(value) ? value : null
  }
}

const hasDigits = (value: number, digits: number): boolean =>
  Math.abs(value * 10 ** digits - Math.round(value * 10 ** digits)) < 1e-6
