/** What this screen is, when it is a wall: told by the server, turned into the address of what it shows. */
import type { WallIs } from '../../schema/walls.ts'
import type { Link } from './link.svelte.ts'

/** The address a person would type for it. @param page which of what it is given, by number */
export function addressOf(wall: WallIs, page: number): string {
  const { name, site, unit, pages, rotate_s, level, theme, language, screen_in, distance_m } = wall
  const query = new URLSearchParams({
    site,
    ...(unit !== null && { unit }),
    level,
    rotate: String(rotate_s),
    screen: String(screen_in),
    distance: String(distance_m),
    theme,
    ...(language !== null && { lang: language }),
    name,
  })
  return `/wall/${pages[page % pages.length] ?? 'house'}?${query.toString()}`
}

export class OwnWall {
  readonly #stop: () => void
  #is = $state.raw<WallIs | null>(null)
  #page = $state(0)
  readonly #address = $derived(this.#is && addressOf(this.#is, this.#page))

  /** @param onNoMore it was a wall, and is none any more */
  constructor(link: Pick<Link, 'onWall'>, onNoMore: () => void) {
    this.#stop = link.onWall((is) => {
      this.#is = is
      if (!is) onNoMore()
    })
  }

  /** null: it is none, or has not been told yet. */
  get is(): WallIs | null {
    return this.#is
  }
  /** What it shows; null as above. */
  get address(): string | null {
    return this.#address
  }
  /** Goes on to the next of what it shows; undefined: there is but one. */
  get next(): (() => void) | undefined {
    const pages = this.#is?.pages.length ?? 0
    return pages > 1 ? () => (this.#page = (this.#page + 1) % pages) : undefined
  }

  close(): void {
    this.#stop()
  }
}
