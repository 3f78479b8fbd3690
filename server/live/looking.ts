/** Which screen looks at what: told on when it begins to, and again each hour for as long as it does. */
import type { Look } from '../../schema/access/may.ts'
import type { Viewer } from '../../schema/access/viewer.ts'

export type OnLook = (viewer: Viewer, look: Look) => void

interface Looked {
  viewer: Viewer
  look: Look
}

/** A board at a place at a level, as one word. */
export const roomName = ({ board, place, level }: Look): string =>
  JSON.stringify([board, place.site ?? null, place.unit ?? null, level])

export class Looking {
  readonly #told: OnLook
  /** By screen, by room. */
  readonly #screens = new Map<string, Map<string, Looked>>()
  #hour = hourOf(Date.now())

  constructor(told: OnLook = () => undefined) {
    this.#told = told
  }

  begins(screen: string, viewer: Viewer, look: Look): void {
    const rooms = this.#screens.get(screen) ?? new Map<string, Looked>()
    this.#screens.set(screen, rooms.set(roomName(look), { viewer, look }))
    this.#told(viewer, look)
  }

  ends(screen: string, look: Look): void {
    this.#screens.get(screen)?.delete(roomName(look))
  }

  left(screen: string): void {
    this.#screens.delete(screen)
  }

  /** Asked each second. */
  goesOn(now = Date.now()): void {
    const hour = hourOf(now)
    if (hour === this.#hour) return
    this.#hour = hour
    for (const rooms of this.#screens.values())
      for (const { viewer, look } of rooms.values()) this.#told(viewer, look)
  }
}

const hourOf = (ms: number): number => Math.floor(ms / 3_600_000)
