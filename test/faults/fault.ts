/** What a fault is: one way to break something, at a moment of chance, and what must be so all the same. */
import type { Bench, Kind } from './bench.ts'

/** Something that was measured, and what it may be at most. */
export interface Measured {
  what: string
  value: number
  limit: number
  unit: 'ms' | '' | 'MB' | '/s'
  /** A time that passes slower on a busy machine: its limit grows with what neighbours took (neighbours.ts). */
  scaled?: boolean
}

/** Something that must be true; the sentence says what was not. */
export type Broken = string

export interface Wounds {
  bench: Bench
  random: () => number
  /** How thorough: `short` inside npm test, `long` for the proof. */
  length: Length
  measure(one: Measured): void
  broken(what: Broken): void
}
export type Length = 'short' | 'usual' | 'long'

export interface Fault {
  id: string
  /** What happens, in a few words. */
  what: string
  kind: Kind
  /** In `--short` too. */
  telling?: boolean
  /** Takes long by itself: only when asked for by its name. */
  byName?: boolean
  /** All walls show what is written now within this, once it is healed [ms]. */
  convergedMs?: number
  /** The broker is not ours: what it said yes to may be gone with it. That must be noticed (a gap), not painted over. */
  brokerMayLose?: boolean
  /**
   * What the servers are to say of themselves meanwhile: `readyz` a reason or a warning of it, `log` the events that tell an
   * operator, each once (docs/operate.md); `often` a line that the fault itself brings about again and again. Nothing else may turn /readyz red or be told as away, unless it is in `also`.
   */
  told?: { readyz?: string; log?: readonly string[]; also?: readonly string[]; often?: string }
  /** The clock is put back on purpose: then what happens next is told as of earlier. */
  clockGoesBack?: boolean
  /** The server's process is ended on purpose. */
  endsServer?: boolean
  /**
   * Breaks something while the load is on, and mends it.
   * @returns once all is whole again, when that was [ms since 1970].
   */
  strike(wounds: Wounds): Promise<number>
}

/** RELIABILITY P3 and F1, for faults that name no other limit. */
export const CONVERGED_MS = 5000
