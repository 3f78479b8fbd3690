/**
 * Tells other systems what happened, from the queue the acts wrote: each receiver in its own order and pace, one message in
 * flight. At least once: what was sent and not seen to be taken is sent again under the same control id.
 */
import type { Logger } from 'pino'
import {
  nextDue,
  noteFailed,
  noteParked,
  noteTaken,
  receiversDue,
  type ActiveReceiver,
  type Due,
} from '../commands/interfaces/deliveries.ts'
import { isGone } from '../database/patience.ts'
import type { Database } from '../database/pool.ts'
import type { Rota } from '../database/rota.ts'
import { webhookSecrets } from '../commands/interfaces/webhook-secrets.ts'
import type { Line, LineLimits } from './line.ts'
import { MllpClient } from './mllp-client.ts'
import { Webhook } from './webhook.ts'
import type { MayBe } from './where-to.ts'

const LOOK_MS = 500
/** What is in error may be for now or for ever: after so many it counts as no. */
const MOST_ERRORS = 5

const LIMITS: LineLimits = { connectMs: 5_000, answerMs: 30_000 }
/** 1, 2, 4, … seconds, at most a minute. */
const backoffMs = (attempts: number): number => Math.min(1000 * 2 ** Math.min(attempts, 6), 60_000)

export class Outgoing {
  readonly #database: Database
  readonly #rota: Pick<Rota, 'onDuty'>
  readonly #log: Logger
  readonly #webhooks: MayBe
  readonly #limits: LineLimits
  readonly #backoffMs: (attempts: number) => number
  readonly #lines = new Map<string, Line>()
  readonly #busy = new Map<number, Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  #stopped = false
  #failing = false

  /** @param limits what differs from the usual, @param backoff how long after so many attempts it is tried again */
  constructor({
    database,
    rota,
    log,
    webhooks,
    limits = {},
    backoff = backoffMs,
  }: {
    database: Database
    /** Of several servers on a database the one on duty sends. */
    rota: Pick<Rota, 'onDuty'>
    log: Logger
    /** Where webhooks may be. */
    webhooks: MayBe
    limits?: Partial<LineLimits>
    backoff?: (attempts: number) => number
  }) {
    this.#database = database
    this.#rota = rota
    this.#log = log
    this.#webhooks = webhooks
    this.#limits = { ...LIMITS, ...limits }
    this.#backoffMs = backoff
  }

  start(): void {
    this.#looking = this.#look()
  }

  /** What is in flight is given up, and sent again by whoever comes next. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    for (const line of this.#lines.values()) line.close()
    await this.#looking
    await Promise.all(this.#busy.values())
  }

  async #look(): Promise<void> {
    try {
      if (this.#rota.onDuty) {
        for (const receiver of await receiversDue(this.#database)) {
          if (this.#busy.has(receiver.receiver_id) || this.#stopped) continue
          const work = this.#tell(receiver).finally(() => this.#busy.delete(receiver.receiver_id))
          this.#busy.set(receiver.receiver_id, work)
        }
      }
      this.#failing = false
    } catch (err) {
      if (!this.#failing && !isGone(err)) this.#log.warn({ err }, 'the queue to other systems cannot be read')
      this.#failing = true
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void (this.#looking = this.#look()), LOOK_MS)
  }

  /** One after the other, until nothing is due or one did not get through. Never throws. */
  async #tell(receiver: ActiveReceiver): Promise<void> {
    try {
      for (;;) {
        const due =
          this.#stopped || !this.#rota.onDuty
            ? undefined
            : await nextDue(this.#database, receiver.receiver_id)
        if (!due || !(await this.#told(receiver, due))) return
      }
    } catch (err) {
      if (!isGone(err))
        this.#log.warn({ err, receiver: receiver.name }, 'the queue to another system stands still for now')
    }
  }

  /** @returns whether the next one may be sent at once */
  async #told(receiver: ActiveReceiver, due: Due): Promise<boolean> {
    const { outbound_id, attempts } = due
    const story = { receiver: receiver.name, outbound_id }
    const again = { againMs: this.#backoffMs(attempts) }
    try {
      const { verdict, code, words, afterMs = 0 } = await this.#lineTo(receiver).ask(due)
      if (verdict === 'taken') {
        await noteTaken(this.#database, outbound_id, code)
        return true
      }
      const error = `${code} ${words}`.trim()
      if (verdict === 'refused' || (verdict === 'in-error' && attempts + 1 >= MOST_ERRORS)) {
        this.#log.error({ ...story, answer: code }, 'another system will not take a message; it is parked')
        await noteParked(this.#database, outbound_id, { answer: code, error })
        return true
      }
      const againMs = Math.max(again.againMs, afterMs)
      await noteFailed(this.#database, outbound_id, { answer: code, error, againMs })
      return false
    } catch (cause) {
      if (this.#stopped) return false
      const error = wordsOf(cause)
      this.#log.warn({ ...story, error }, 'another system does not answer; it is told again')
      await noteFailed(this.#database, outbound_id, { answer: null, error, ...again })
      return false
    }
  }

  #lineTo({ receiver_id, to, encoding }: ActiveReceiver): Line {
    const key = `${receiver_id} ${to.url ?? `${to.host} ${to.port} ${encoding}`}`
    const known = this.#lines.get(key)
    if (known) return known
    for (const [other, line] of this.#lines) {
      if (!other.startsWith(`${receiver_id} `)) continue
      line.close() // it moved to another address
      this.#lines.delete(other)
    }
    const limits = this.#limits
    const line =
      to.url === null
        ? new MllpClient({ ...to, encoding, limits })
        : new Webhook({
            url: to.url,
            secrets: () => webhookSecrets(this.#database, receiver_id),
            mayBe: this.#webhooks,
            limits,
          })
    this.#lines.set(key, line)
    return line
  }
}

function wordsOf(cause: unknown): string {
  const text = cause instanceof Error ? cause.message : String(cause)
  return (text === '' ? 'it cannot be reached' : text).slice(0, 200)
}
