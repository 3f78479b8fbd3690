/** What a measure is: sides that run by turns, and lines of the table that set one side's figure against another's. */
import type { Stage } from './stage.ts'

export type Unit = 'ms' | 'µs' | 'KiB' | 'bytes' | 'a second' | 'rows/s'

/** One line of the table. */
export interface Line {
  what: string
  /** Which of a side's figures. */
  figure: string
  unit: Unit
  side: string
  /** The side it is set against; left out: the bar is in the figure's own unit. */
  against?: string
  /** What must be met, and what would be better: at most so many times the floor. */
  bar: number
  better: number
  /** The more the better: bar and better are "at least". */
  more?: true
}

export interface Round {
  seconds: number
  seed: number
}

/** What one side did in one round. */
export interface Figures {
  values: Readonly<Record<string, number>>
  /** How many things arrived, and how many never did. Nothing seen, or something lost, and the bench fails. */
  seen: number
  lost: number
}

export type Side = (round: Round) => Promise<Figures>

export interface Opened {
  /** By name, in the order in which they take turns. */
  sides: Readonly<Record<string, Side>>
  close(): Promise<void>
}

export interface Measure {
  /** A word or two, for `--only`. */
  name: string
  lines: readonly Line[]
  /** How long a side's turn is, and how many rounds; left out: as long and as many as most. */
  seconds?: number
  rounds?: number
  /** Runs only when asked for by name: it takes minutes by itself. */
  byName?: true
  /** Opens too much for a glance. */
  notShort?: true
  open(stage: Stage): Promise<Opened>
}

export interface Told extends Line {
  measure: string
  value: number
  floor: number | undefined
  /** The median of each round's own ratio, so that a machine that slows down does not favour one side. */
  ratio: number
  verdict: 'better' | 'met' | 'not met'
}

export interface Outcome {
  lines: Told[]
  /** Sides that brought nothing, or lost something. */
  broken: string[]
}

/** Runs a measure's sides by turns, there and back again, and sets them against each other. */
export async function run(
  measure: Measure,
  stage: Stage,
  { rounds, seconds, seed }: { rounds: number; seconds: number; seed: number },
  say: (text: string) => void,
): Promise<Outcome> {
  const { sides, close } = await measure.open(stage)
  const found = new Map<string, Figures[]>(Object.keys(sides).map((name) => [name, []]))
  try {
    for (let round = 0; round < rounds; round++) {
      const turns = Object.entries(sides)
      for (const [name, side] of round % 2 === 0 ? turns : turns.reverse()) {
        say(`${measure.name}: ${name}, round ${round + 1} of ${rounds}`)
        found.get(name)?.push(await side({ seconds, seed: seed + round }))
      }
    }
  } finally {
    await close()
  }
  return {
    lines: measure.lines.map((line) => told(measure.name, line, found)),
    broken: broken(measure.name, found),
  }
}

function told(measure: string, line: Line, found: Map<string, Figures[]>): Told {
  const of = (side: string): number[] =>
    (found.get(side) ?? []).map(({ values }) => values[line.figure] ?? NaN)
  const values = of(line.side)
  const floors = line.against === undefined ? undefined : of(line.against)
  const ratio = median(values.map((value, round) => value / (floors?.[round] ?? 1)))
  const within = (limit: number): boolean => (line.more ? ratio >= limit : ratio <= limit)
  const verdict = within(line.better) ? 'better' : within(line.bar) ? 'met' : 'not met'
  return { ...line, measure, value: median(values), floor: floors && median(floors), ratio, verdict }
}

function broken(measure: string, found: Map<string, Figures[]>): string[] {
  return [...found].flatMap(([side, all]) => {
    const lost = all.reduce((sum, figures) => sum + figures.lost, 0)
    if (lost > 0) return [`${measure}, ${side}: ${lost} never arrived`]
    return all.some(({ seen }) => seen === 0) ? [`${measure}, ${side}: nothing arrived`] : []
  })
}

/** The middle one; NaN of nothing. */
export function median(values: readonly number[]): number {
  return quantile(
    values.toSorted((a, b) => a - b),
    0.5,
  )
}

/** @param sorted ascending */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}
