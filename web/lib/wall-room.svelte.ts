/** How much room a wall has, in letters: measured by the wall's frame, asked by what stands in it. */

/** Below this many letters' widths a screen is small, or far away. */
const TIGHT_EM = 50

export class WallRoom {
  /** The page [CSS px]. */
  width = $state(1920)
  height = $state(1080)
  /** One letter's width [px]. */
  em = $state(31)

  /** There is room for less, and so less is said, rather than smaller. */
  get tight(): boolean {
    return this.width / this.em < TIGHT_EM
  }
}
