/** Says things in the language of this screen: text, numbers, durations, dates. Nothing is glued together elsewhere. */
import { IntlMessageFormat } from 'intl-messageformat'
import { coarse } from '../durations.ts'
import { ar } from './ar.ts'
import { en, type TextKey } from './en.ts'

export type Catalogue = Record<TextKey, string>
export const languages = {
  en: { name: 'English', direction: 'ltr', locale: 'en-GB', texts: en },
  // Western digits, as clinical systems write them, so that a number reads the same on every screen of the house.
  ar: { name: 'العربية', direction: 'rtl', locale: 'ar-u-nu-latn', texts: ar },
} as const satisfies Record<
  string,
  { name: string; direction: 'ltr' | 'rtl'; locale: string; texts: Catalogue }
>
export type Language = keyof typeof languages

export const isLanguage = (text: string | null | undefined): text is Language =>
  text !== null && text !== undefined && Object.hasOwn(languages, text)

export type Values = Record<string, string | number>

export class Speech {
  readonly #language: () => Language
  readonly #formats = new Map<string, IntlMessageFormat>()
  readonly #dates = new Map<string, Intl.DateTimeFormat>()
  readonly #numbers = new Map<string, Intl.NumberFormat>()

  /** @param language read anew each time, so that what is said changes with it. */
  constructor(language: () => Language) {
    this.#language = language
  }

  get language(): Language {
    return this.#language()
  }
  get direction(): 'ltr' | 'rtl' {
    return languages[this.#language()].direction
  }
  get locale(): string {
    return languages[this.#language()].locale
  }

  /** A text of the catalogue, its values filled in. */
  readonly say = (key: TextKey, values?: Values): string => {
    const language = this.#language()
    const text = languages[language].texts[key]
    if (!values) return text
    const id = `${language} ${key}`
    let format = this.#formats.get(id)
    if (!format) {
      format = new IntlMessageFormat(text, languages[language].locale, undefined, { ignoreTag: true })
      this.#formats.set(id, format)
    }
    return String(format.format(values))
  }

  readonly number = (value: number, digits = 0): string => {
    // Made once: making one takes some hundred times as long as using it, and a wall says hundreds of numbers.
    const id = `${this.locale} ${digits}`
    let format = this.#numbers.get(id)
    if (!format) {
      format = new Intl.NumberFormat(this.locale, { maximumFractionDigits: digits })
      this.#numbers.set(id, format)
    }
    return format.format(value)
  }

  /** "Nurse, Porter, or Cleaner". */
  oneOf(words: readonly string[]): string {
    return new Intl.ListFormat(this.locale, { type: 'disjunction' }).format(words)
  }

  /** "12 min": the largest whole unit. */
  readonly duration = (ms: number): string => {
    const { unit, n } = coarse(ms)
    return this.say(`time.${unit}`, { n })
  }

  /** "14:02" in the site's time zone. */
  readonly time = (at: number | string, zone: string | undefined): string =>
    this.#date(at, zone, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })

  /** "14:02:09". */
  readonly timeWithSeconds = (at: number | string, zone: string | undefined): string =>
    this.#date(at, zone, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })

  /** "22 Nov 2026": the month in letters, never 11/12. */
  readonly date = (at: number | string, zone: string | undefined): string =>
    this.#date(at, zone, { day: 'numeric', month: 'short', year: 'numeric' })

  readonly weekday = (at: number | string, zone: string | undefined): string =>
    this.#date(at, zone, { weekday: 'long' })

  /** "22 Nov 2026, 14:02"; today only the time. */
  readonly moment = (at: number | string, zone: string | undefined, now: number): string => {
    const day = this.date(at, zone)
    const time = this.time(at, zone)
    return day === this.date(now, zone) ? time : this.say('time.moment', { day, time })
  }

  /** "22 Nov, 14:02": an instant of these weeks, where there is no room for the year; today only the time. */
  readonly soon = (at: number | string, zone: string | undefined, now: number): string => {
    const time = this.time(at, zone)
    if (this.date(at, zone) === this.date(now, zone)) return time
    return this.say('time.moment', { day: this.#date(at, zone, { day: 'numeric', month: 'short' }), time })
  }

  #date(at: number | string, zone: string | undefined, shape: Intl.DateTimeFormatOptions): string {
    const id = `${this.locale} ${zone} ${JSON.stringify(shape)}`
    let format = this.#dates.get(id)
    if (!format) {
      format = new Intl.DateTimeFormat(this.locale, zone ? { ...shape, timeZone: zone } : shape)
      this.#dates.set(id, format)
    }
    return format.format(typeof at === 'string' ? Date.parse(at) : at)
  }
}
