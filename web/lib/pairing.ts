/** A screen asks to become a wall, and waits until somebody has typed its code (RFC 8628). Nothing of it is kept. */
import { notYet, pairingBegun, type PairingBegun, type ScreenSize } from '../../schema/access/pairing.ts'

/** What the screen says meanwhile. `away`: nobody answers; `full`: too many screens wait; `no`: it was turned away. */
export type Waiting = { is: 'shown'; begun: PairingBegun } | { is: 'away' | 'full' | 'no' }

export interface PairingOptions {
  size: ScreenSize
  says: (waiting: Waiting) => void
  /** It has a key now. */
  paired: () => void
  fetch?: typeof fetch
  /** Waits so long [s]. */
  pause?: (seconds: number) => Promise<void>
}

const AGAIN_S = 5
const TURNED_AWAY_S = 15

/** Shows one code after the other until one was typed. @returns how to stop */
export function waitToBePaired({ pause = sleep, ...options }: PairingOptions): () => void {
  const stopped = new AbortController()
  void (async () => {
    while (!stopped.signal.aborted) {
      const wait_s = await oneCode({ pause, ...options }, stopped.signal)
      if (wait_s === undefined) return
      await pause(wait_s)
    }
  })()
  return () => stopped.abort()
}

/** @returns after how long to begin anew; undefined: it is over */
async function oneCode(
  {
    size,
    says,
    paired,
    fetch = globalThis.fetch,
    pause,
  }: PairingOptions & { pause: (s: number) => Promise<void> },
  stopped: AbortSignal,
): Promise<number | undefined> {
  const answer = await post(fetch, 'pairing', size)
  const begun = pairingBegun.safeParse(await answer?.json().catch(() => undefined))
  if (!begun.success) {
    says({ is: answer?.status === 429 ? 'full' : 'away' })
    return AGAIN_S
  }
  says({ is: 'shown', begun: begun.data })
  let { interval } = begun.data
  for (;;) {
    await pause(interval)
    const told = await post(fetch, 'key', { device_code: begun.data.device_code })
    if (stopped.aborted) return undefined
    if (told?.ok) {
      paired()
      return undefined
    }
    const said = (await told?.json().catch(() => undefined)) as { error?: unknown } | undefined
    const { data: error } = notYet.safeParse(said?.error) // undefined: nobody answers; the code may still be good
    if (error === 'slow_down') interval += AGAIN_S
    if (error === 'access_denied') {
      says({ is: 'no' })
      return TURNED_AWAY_S
    }
    if (error === 'expired_token') return 0
  }
}

const post = (fetch: typeof globalThis.fetch, what: string, body: object): Promise<Response | undefined> =>
  fetch(`/api/walls/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).catch(() => undefined)

const sleep = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000))
