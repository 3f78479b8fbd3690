/** What was sent, what was seen, and how long lay between. Pure. */

/** One thing (a bed) was given a value at an instant [ms], or was seen to have it. */
export interface Moment {
  thing: string
  value: string
  at: number
}

/** One burst, as one watcher saw it. */
export interface Seen {
  /** From sending to sight, of those that were seen. */
  ms: number[]
  /** Never seen, but what the thing was sent next was: a screen that lags may skip to the latest. */
  overtaken: number
  /** Never seen, and nothing after it either: the screen is wrong. */
  lost: number
}

export interface Latency extends Omit<Seen, 'ms'> {
  /** How many were seen. */
  count: number
  p50: number
  p99: number
}

/** Clocks of two processes agree to about 0.1 ms, so a thing may be "seen" that much before it was sent. */
const CLOCKS_AGREE_MS = 0.5

/** Pairs each sending with the first sight of that value on that thing, before the thing was sent the same value again. */
export function paired(sent: readonly Moment[], seen: readonly Moment[]): Seen {
  const sights = byThing(seen)
  const result: Seen = { ms: [], overtaken: 0, lost: 0 }
  for (const [thing, sendings] of byThing(sent)) {
    const inOrder = sendings.toSorted((a, b) => a.at - b.at)
    const times = inOrder.map(({ value, at }, index) => {
      const again = inOrder.slice(index + 1).find((later) => later.value === value)?.at ?? Infinity
      return sights
        .get(thing)
        ?.find((sight) => sight.value === value && sight.at >= at - CLOCKS_AGREE_MS && sight.at < again)?.at
    })
    const last = times.findLastIndex((time) => time !== undefined)
    for (const [index, { at }] of inOrder.entries()) {
      const time = times[index]
      if (time !== undefined) result.ms.push(Math.max(0, time - at))
      else if (index < last) result.overtaken += 1
      else result.lost += 1
    }
  }
  return result
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
export function summary(rounds: readonly Seen[]): Latency {
  const sorted = rounds.flatMap(({ ms }) => ms).toSorted((a, b) => a - b)
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN
  const sum = (of: (round: Seen) => number): number => rounds.reduce((all, round) => all + of(round), 0)
  return {
    count: sorted.length,
    overtaken: sum((round) => round.overtaken),
    lost: sum((round) => round.lost),
    p50: rank(0.5),
    p99: rank(0.99),
  }
}
