/** What was sent, what was seen, and how long lay between. Pure. */
import { quantile } from './measure.ts'

/** Things (beds) were given a value (on or off) at instants [ms], or were seen to have it: one column each, in order of time. */
export interface Moments {
  thing: number[]
  on: boolean[]
  at: number[]
}

export const noMoments = (): Moments => ({ thing: [], on: [], at: [] })

export function note({ thing, on, at }: Moments, bed: number, value: boolean, when: number): void {
  thing.push(bed)
  on.push(value)
  at.push(when)
}

export interface Latency {
  /** From sending to the first sight of it or of what came after it [ms]. */
  ms: number[]
  /** Seen only in what came after. A screen that lags may skip to the latest; the wait for that counts. */
  overtaken: number
  /** Never seen, nor anything after it, and what is held is not what was sent last: the screen is wrong. */
  lost: number
}

/** Clocks of two processes agree to about 0.1 ms, so a thing may be "seen" that much before it was sent. */
const CLOCKS_AGREE_MS = 0.5

/**
 * Pairs each sending with its first sight. A thing is on and off by turns, so a sight may be of this sending or of the next
 * but one: it is of the next but one from the moment that was sent.
 */
export function paired(sent: Moments, seen: Moments): Latency {
  const sights = byThing(seen)
  const result: Latency = { ms: [], overtaken: 0, lost: 0 }
  for (const [thing, sendings] of byThing(sent)) {
    const saw = sights.get(thing) ?? []
    const right = (saw.at(-1)?.on ?? !sendings[0]?.on) === sendings.at(-1)?.on
    let next = 0
    for (const [index, { on, at }] of sendings.entries()) {
      while (saw[next] !== undefined && (saw[next]?.at ?? 0) < at - CLOCKS_AGREE_MS) next++
      const again = sendings[index + 2]?.at ?? Infinity
      const own = saw.slice(next, next + 2).find((sight) => sight.on === on && sight.at < again)
      const first = own ?? saw[next]
      if (first !== undefined) result.ms.push(Math.max(0, first.at - at))
      if (own !== undefined) continue
      if (first === undefined && !right) result.lost += 1
      else result.overtaken += 1
    }
  }
  return result
}

/** Of several watchers of the same things: all their waits. */
export function together(all: readonly Latency[]): { p50: number; p99: number; seen: number; lost: number } {
  const ms = all.flatMap((one) => one.ms).sort((a, b) => a - b)
  const lost = all.reduce((sum, one) => sum + one.lost, 0)
  return { p50: quantile(ms, 0.5), p99: quantile(ms, 0.99), seen: ms.length, lost }
}

function byThing({ thing, on, at }: Moments): Map<number, { on: boolean; at: number }[]> {
  const groups = new Map<number, { on: boolean; at: number }[]>()
  for (const [index, bed] of thing.entries()) {
    const moment = { on: on[index] ?? false, at: at[index] ?? NaN }
    const group = groups.get(bed)
    if (group) group.push(moment)
    else groups.set(bed, [moment])
  }
  return groups
}
