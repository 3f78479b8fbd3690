/** Is what the screen shows true right now? Decided from pulses alone; the timers that ask are elsewhere. */

/** No pulse for this long: not live. The contract's `staleAfterMs` (a test holds them equal; importing it pulls in zod). */
export const STALE_AFTER_MS = 5000
/** The feed reads, but lags this far behind the database: said aloud, and later treated as not live. */
export const DELAYED_AFTER_MS = 15_000
export const LAGGING_IS_LOST_MS = 60_000

export type Liveness =
  | { state: 'joining' }
  | { state: 'live'; lagMs: number }
  | { state: 'delayed'; lagMs: number }
  | { state: 'lost'; since: number }

/** What is known. Times on a monotonic clock [ms], except `at`, which is the server's own. */
export interface Heard {
  startedAt: number
  /** When the last pulse of a running feed came, what time it told, and how far behind the feed was. */
  good: { heardAt: number; at: number; lagMs: number } | null
  /** The server has said since that its feed is down. */
  down: boolean
  connected: boolean
  /** Since when some board of the page has not been kept true, though pulses may come. */
  adriftSince: number | null
}

/**
 * `now` on the same monotonic clock, `wall` the same instant by the server's. A dropped connection is `joining` for as
 * long as the picture is still fresh, so that a short hiccup is not an alarm.
 */
export function liveness(heard: Heard, { now, wall }: { now: number; wall: number }): Liveness {
  const { good, down, adriftSince } = heard
  const adrift = adriftSince !== null && now - adriftSince >= STALE_AFTER_MS
  // A feed that is down had fallen silent before that was noticed: the last good pulse says for how long.
  const silentMs = good && down ? good.lagMs : 0
  const trueAt = good ? good.heardAt - silentMs : heard.startedAt
  if (now - trueAt >= STALE_AFTER_MS)
    return { state: 'lost', since: good ? good.at - silentMs : wall - (now - heard.startedAt) }
  if (!good) return { state: 'joining' }
  if (good.lagMs >= LAGGING_IS_LOST_MS) return { state: 'lost', since: good.at - good.lagMs }
  if (adrift) return { state: 'lost', since: wall - (now - adriftSince) }
  if (!heard.connected || adriftSince !== null) return { state: 'joining' }
  return { state: good.lagMs >= DELAYED_AFTER_MS ? 'delayed' : 'live', lagMs: good.lagMs }
}

/**
 * The server's clock less ours [ms], from what recent pulses said. A pulse can only arrive late, never early, so the
 * greatest difference seen is the one least delayed on its way.
 */
export function clockOffset(differences: readonly number[]): number {
  return differences.length === 0 ? 0 : Math.max(...differences)
}
