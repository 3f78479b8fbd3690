/** F22: SIGTERM under load: what was taken is answered, then it goes; started again, all is as before. */
import type { Fault } from '../fault.ts'

const DRAINED_WITHIN_MS = 10_000

export const toldToStop: Fault = {
  id: 'F22',
  what: 'server told to stop (SIGTERM), started again',
  kind: 'embedded',
  endsServer: true,
  told: { log: ['stopping', 'ready'], also: ['draining'] },
  async strike({ bench: { server, drivers }, measure, broken }) {
    const before = await broke(drivers)
    const began = performance.now()
    const code = await server.stop('SIGTERM')
    measure({
      what: 'drained',
      value: performance.now() - began,
      limit: DRAINED_WITHIN_MS,
      unit: 'ms',
      scaled: true,
    })
    if (code !== 0) broken(`it ended with ${String(code)}`)
    const failed = (await broke(drivers)) - before
    if (failed > 0) broken(`${failed} requests were answered with 500`)
    await server.start()
    return Date.now()
  },
}

interface Asked {
  consoles: { ask<T>(name: string): Promise<T> }
}

/** How many requests were ever answered with a 500: a bug, where 503 says "not now". */
const broke = async ({ consoles }: Asked): Promise<number> =>
  (await consoles.ask<Record<string, number>>('troubles'))['500'] ?? 0
