/** What a server says of itself at /metrics, and what follows from many delays. */
import type { Hospital } from '../journeys/hospital.ts'

export interface Figures {
  rssMb: number
  /** How late its timers were, of the worst hundredth [ms]. */
  loopP99Ms: number
}

export async function figures({ url }: Hospital): Promise<Figures> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const value = (name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(text)?.[1] ?? NaN)
  return {
    rssMb: value('process_resident_memory_bytes') / 2 ** 20,
    loopP99Ms: value('nodejs_eventloop_lag_p99_seconds') * 1000,
  }
}

export function percentile(values: readonly number[], of: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * of) / 100))] ?? NaN
}

/** How much the second grows when the first grows by one: of the straight line closest to all (least squares). */
export function slope(points: readonly (readonly [number, number])[]): number {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, one) => sum + one, 0) / values.length
  const [x, y] = [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))]
  const sum = (of: (dx: number, dy: number) => number): number =>
    points.reduce((total, [px, py]) => total + of(px - x, py - y), 0)
  return sum((dx, dy) => dx * dy) / sum((dx) => dx * dx)
}

/** The most of these instants [ms] that fall into one second. */
export function mostInASecond(instants: readonly number[]): number {
  const sorted = [...instants].sort((a, b) => a - b)
  let first = 0
  return sorted.reduce((most, instant, last) => {
    while ((sorted[first] ?? instant) < instant - 1000) first++
    return Math.max(most, last - first + 1)
  }, 0)
}
