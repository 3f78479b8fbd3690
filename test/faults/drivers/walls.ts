/** Many walls in one process. */
import { answering, options } from './driver.ts'
import { Wall, type Look } from './wall.ts'

export interface WallsOptions {
  /** Where each goes, and what it looks at. */
  walls: { url: string; look: Look }[]
}

export interface Shown {
  look: Look
  hash: string
  live: boolean
}

/** How a wall fared since a moment. */
export interface Fared {
  id: string
  epoch: string | undefined
  live: boolean
  absences: { from: number; to?: number }[]
  silenceMs: number
}

const walls = options<WallsOptions>().walls.map(({ url, look }) => new Wall(url, look))

answering({
  live: () => walls.filter(({ live }) => live).length,
  /** When the last of them showed the marks of this instant; none: some have not yet. */
  saw: (mark: number): number | undefined => {
    const seen = walls.map(({ marks }) => marks.get(mark))
    return seen.includes(undefined) ? undefined : Math.max(...seen.map(Number))
  },
  /** How many have not shown them yet. */
  blind: (mark: number): number => walls.filter(({ marks }) => !marks.has(mark)).length,
  shown: (): Shown[] => walls.map(({ look, hash, live }) => ({ look, hash, live })),
  fared: (from: number): Fared[] =>
    walls.map((wall) => ({
      id: wall.id,
      epoch: wall.epoch,
      live: wall.live,
      absences: wall.absences.filter((one) => one.from >= from),
      silenceMs: wall.silenceSince(from),
    })),
  pictures: () => walls.map(({ look, picture }) => ({ look, picture })),
  regressions: (): string[] => walls.flatMap(({ regressions }) => regressions.splice(0)),
  bedsGoneBack: (): string[] => walls.flatMap(({ bedsGoneBack }) => bedsGoneBack.splice(0)),
  /** From commit to here, of every delta since it was last asked [ms]. */
  delays: (): number[] => walls.flatMap(({ delays }) => delays.splice(0)),
  leave: () => walls.forEach((wall) => wall.close()),
})
