/** What is settled on this device, by its user: language and colours. The address may say otherwise. */
import type { Route } from './route.svelte.ts'
import { isLanguage, type Language } from './i18n/speech.svelte.ts'

export const themes = ['system', 'dark', 'light', 'contrast'] as const
export type Theme = (typeof themes)[number]
const isTheme = (text: string | null | undefined): text is Theme => themes.some((theme) => theme === text)

export class Device {
  readonly #route: Route
  #language = $state.raw<Language>(
    first(isLanguage, saved('language'), navigator.language.slice(0, 2)) ?? 'en',
  )
  #theme = $state.raw<Theme>(first(isTheme, saved('theme')) ?? 'system')

  constructor(route: Route) {
    this.#route = route
  }

  get language(): Language {
    const asked = this.#route.query('lang')
    return isLanguage(asked) ? asked : this.#language
  }
  set language(language: Language) {
    this.#language = language
    save('language', language)
    if (this.#route.query('lang')) this.#route.go(this.#route.with({ lang: undefined }), { replace: true })
  }

  /** What the address or the user asks for; walls are dark unless someone says otherwise, and so are phones at night. */
  get theme(): Theme {
    const asked = this.#route.query('theme')
    if (isTheme(asked)) return asked
    if (this.#route.path.startsWith('/wall')) return 'dark'
    return this.#theme === 'system' && this.#route.path === '/tasks' && isNight() ? 'dark' : this.#theme
  }
  set theme(theme: Theme) {
    this.#theme = theme
    save('theme', theme)
    if (this.#route.query('theme')) this.#route.go(this.#route.with({ theme: undefined }), { replace: true })
  }
}

/** By the clock of the device. A phone in a ward at night must not light up a room. */
function isNight(): boolean {
  const hour = new Date().getHours()
  return hour < 7 || hour >= 20
}

function first<T extends string>(
  allowed: (text: string | null) => text is T,
  ...candidates: (string | null)[]
): T | undefined {
  return candidates.find(allowed)
}

// A browser that forbids storage still shows the wall; it only forgets.
function saved(name: string): string | null {
  try {
    return localStorage.getItem(`wardroom.${name}`)
  } catch {
    return null
  }
}

function save(name: string, value: string): void {
  try {
    localStorage.setItem(`wardroom.${name}`, value)
  } catch (error) {
    console.info('this browser does not keep settings', error)
  }
}
