/**
 * Across servers: what they tell each other's screens, and who watches where, by way of Redis. Boards never go this way; so
 * without Redis nothing is lost but that, and it comes back by itself.
 */
import { createAdapter } from '@socket.io/redis-streams-adapter'
import { createClient } from 'redis'
import { z } from 'zod'
import type { Outage } from '../outage.ts'
import { screenSeen, type ScreenSeen } from '../../schema/screens.ts'

/** Orders are few and soon stale; nobody reads more of the stream than that. */
const STREAM_MAX = 200
const PREFIX = 'wardroom:screens:'
/** A server that has not said who watches it for so long is gone. */
const FORGOTTEN_AFTER_MS = 10_000
const ANSWER_WITHIN_MS = 2_000
const RETRY_MS = { first: 200, slowest: 3_000 }

export interface Redis {
  url: string
  outage: Pick<Outage, 'away' | 'here'>
}

export class Across {
  readonly adapter: ReturnType<typeof createAdapter>
  readonly #client: ReturnType<typeof clientOf>
  readonly #outage: Redis['outage']

  constructor({ url, outage }: Redis) {
    this.#outage = outage
    this.#client = clientOf(url)
    // Without a listener an error would end the process.
    this.#client.on('error', (err: unknown) => outage.away(err))
    this.#client.on('ready', () => outage.here())
    this.adapter = createAdapter(this.#client, {
      streamName: 'wardroom:orders',
      channelPrefix: 'wardroom',
      maxLen: STREAM_MAX,
      blockTimeInMs: 1000,
    })
    this.#client.connect().catch(() => undefined) // it goes on trying, and says so above
  }

  get ready(): boolean {
    return this.#client.isReady
  }

  /** Says who watches this server. Never throws. */
  async say(server: string, screens: readonly ScreenSeen[]): Promise<void> {
    if (!this.ready) return
    const lasts = { type: 'PX', value: FORGOTTEN_AFTER_MS } as const
    try {
      await inTime(this.#client.set(PREFIX + server, JSON.stringify(screens), { expiration: lasts }))
      this.#outage.here()
    } catch (err) {
      this.#outage.away(err) // it is there, and silent
    }
  }

  /** Who watches the other servers; undefined: that cannot be known just now. */
  async others(server: string): Promise<ScreenSeen[] | undefined> {
    if (!this.ready) return undefined
    try {
      const keys = (await inTime(this.#client.keys(`${PREFIX}*`))).filter((key) => key !== PREFIX + server)
      const texts = keys.length === 0 ? [] : await inTime(this.#client.mGet(keys))
      return texts.flatMap((text) => (text === null ? [] : z.array(screenSeen).parse(JSON.parse(text))))
    } catch {
      return undefined // it went away meanwhile, or holds what no server of ours wrote
    }
  }

  stop(): void {
    this.#client.destroy()
  }
}

const clientOf = (url: string) =>
  createClient({
    url,
    pingInterval: 3000,
    commandsQueueMaxLength: 1000,
    socket: {
      connectTimeout: 3000,
      socketTimeout: 15_000,
      reconnectStrategy: (tries: number) =>
        Math.min(RETRY_MS.first * 2 ** Math.min(tries, 10), RETRY_MS.slowest) * (0.5 + Math.random() / 2),
    },
  })

/** A Redis that is there and silent must not hold up who asks. */
async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Error('Redis does not answer')), ANSWER_WITHIN_MS)
  })
  return Promise.race([answer, late]).finally(() => clearTimeout(timer))
}
