/** What was sent, what was seen, and how long lay between. Pure. */

/** One thing (a bed) was given a value at an instant [ms], or was seen to have it. */
export interface Moment {
  thing: string
  value: string
  at: number
}

export interface Latency {
  /** How many arrived. */
  count: number
  /** Sent and never seen. */
  lost: number
  p50: number
  p99: number
}

/** Clocks of two processes agree to about 0.1 ms, so a thing may be "seen" that much before it was sent. */
const CLOCKS_AGREE_MS = 0.5

/**
 * Pairs each sending with the first sight of that value on that thing before the thing was next sent something.
 * So a change that never came is lost, and not mistaken for the next one like it.
 */
export function paired(sent: readonly Moment[], seen: readonly Moment[]): { ms: number[]; lost: number } {
  const sights = byThing(seen)
  const ms: number[] = []
  let lost = 0
  for (const [thing, sendings] of byThing(sent)) {
    const inOrder = sendings.toSorted((a, b) => a.at - b.at)
    const mine = sights.get(thing) ?? []
    for (const [index, { value, at }] of inOrder.entries()) {
      const next = inOrder[index + 1]?.at ?? Infinity
      const sight = mine.find(
        (moment) => moment.value === value && moment.at >= at - CLOCKS_AGREE_MS && moment.at < next,
      )
      if (sight) ms.push(Math.max(0, sight.at - at))
      else lost += 1
    }
  }
  return { ms, lost }
}

function byThing(moments: readonly Moment[]): Map<string, Moment[]> {
  const groups = new Map<string, Moment[]>()
  for (const moment of moments) {
    const group = groups.get(moment.thing)
    if (group) group.push(moment)
    else groups.set(moment.thing, [moment])
  }
  return groups
}

/** Nearest-rank percentiles over all rounds. */
export function summary(rounds: readonly { ms: readonly number[]; lost: number }[]): Latency {
  const sorted = rounds.flatMap(({ ms }) => ms).toSorted((a, b) => a - b)
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
  return {
    count: sorted.length,
    lost: rounds.reduce((sum, { lost }) => sum + lost, 0),
    p50: rank(0.5),
    p99: rank(0.99),
  }
}
