/**
 * One message in, durable when the promise settles. Both mouths, the embedded broker and the client of an outside one,
 * speak to this and send PUBACK after it.
 *
 * Batches clock themselves: one is being written, what arrives meanwhile is the next. There is no timer, so a lone message
 * goes at once, and under load batches grow by themselves.
 */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import type { Logger } from 'pino'
import { keepDeadLetters, type DeadLetter } from '../../commands/devices/dead-letters.ts'
import { recordAvailability } from '../../commands/devices/record-availability.ts'
import { recordReadings, type ReadingOutcome } from '../../commands/devices/record-readings.ts'
import type { IncomingTap, TapOutcome } from '../../commands/devices/tap.ts'
import { isAway, isGone } from '../../database/patience.ts'
import type { Database } from '../../database/pool.ts'
import { decode, type Decoded } from './decode.ts'

/** `refused`: kept as a dead letter with the reason. It is settled like the others: sending it again would not help. */
export type Verdict = 'recorded' | 'late' | 'repeat' | 'refused'

export interface IntakeStats {
  received: number
  recorded: number
  late: number
  repeats: number
  refused: number
  availability: number
  batches: number
  /** Times a batch had to be tried again because the database was away. */
  retries: number
}

const BATCH = 1000
/** A device that says what is not understood does so every second. */
const SAY_REFUSED_MS = 10_000
const RETRY_MS = { first: 100, slowest: 2000 }

/** What messages are written into. */
export type Writable = Pick<Database, 'rows' | 'row' | 'mustHaveRoom'>

/** Does what a badge says; see commands/devices/tap.ts. */
export type DoTap = (said: IncomingTap) => Promise<TapOutcome>

interface Message {
  topic: string
  speaker: string | undefined
  payload: Uint8Array
  decoded: Decoded
  /** Is anybody still waiting for the acknowledgement? If not, the sender will send it again. */
  wanted: () => boolean
  settle: (verdict: Verdict) => void
  fail: (error: Error) => void
}

export class Intake {
  readonly stats: IntakeStats = {
    received: 0,
    recorded: 0,
    late: 0,
    repeats: 0,
    refused: 0,
    availability: 0,
    batches: 0,
    retries: 0,
  }
  readonly #database: Writable
  readonly #log: Logger
  readonly #tap: DoTap
  readonly #stopping = new AbortController()
  #waiting: Message[] = []
  #writing: Promise<void> | undefined
  #unsaid = 0
  #saidRefusedAt = -Infinity

  constructor(database: Writable, log: Logger, tap: DoTap) {
    this.#database = database
    this.#log = log
    this.#tap = tap
  }

  /** Messages that came and are not yet durable. */
  get waiting(): number {
    return this.#waiting.length
  }

  /**
   * Takes one message; settles when its effect, or its dead letter, is committed. While the database is away it waits, for
   * as long as `wanted` says that the sender does.
   * @param speaker who says it, "gh/bed/4w-12", where the connection has proved that: it speaks for nobody else
   * @throws (rejects) when the sender is gone or the server stops: nothing may be acknowledged then.
   */
  take(
    topic: string,
    payload: Uint8Array,
    { wanted = always, speaker }: { wanted?: (() => boolean) | undefined; speaker?: string } = {},
  ): Promise<Verdict> {
    this.stats.received++
    if (this.#stopping.signal.aborted) return Promise.reject(stopped())
    const decoded = speaker === undefined ? decode(topic, payload) : decodeFrom(speaker, topic, payload)
    return new Promise<Verdict>((settle, fail) => {
      this.#waiting.push({ topic, speaker, payload, decoded, wanted, settle, fail })
      this.#writing ??= this.#writeAll().finally(() => (this.#writing = undefined))
    })
  }

  /** Writes what has come, waits for it (not for a database that is away), and takes no more. */
  async stop({ withinMs = 3000 }: { withinMs?: number } = {}): Promise<void> {
    const late = new AbortController()
    await Promise.race([this.#writing, pause(withinMs, undefined, { signal: late.signal }).catch(always)])
    late.abort()
    this.#stopping.abort()
    await this.#writing
  }

  async #writeAll(): Promise<void> {
    for (;;) {
      // One turn of the event loop: what the same read brought belongs to the same batch, and the last is acknowledged.
      await new Promise((resolve) => setImmediate(resolve))
      if (this.#waiting.length === 0) return
      while (this.#waiting.length > 0) await this.#write(this.#waiting.splice(0, BATCH))
    }
  }

  /** Writes a batch whole; halves it when there is something in it that will never be taken. Never throws. */
  async #write(batch: Message[]): Promise<void> {
    for (let failures = 0; ; failures++) {
      batch = stillWanted(batch)
      if (batch.length === 0) return
      if (this.#stopping.signal.aborted) return batch.forEach((message) => message.fail(stopped()))
      try {
        const verdicts = await this.#attempt(batch)
        // In the next turn: by then what came meanwhile is on its way to the database, which works while we acknowledge.
        setImmediate(() => batch.forEach((message, at) => message.settle(verdicts[at] ?? 'refused')))
        return
      } catch (error) {
        if (!isAway(error)) return this.#divide(batch, error)
        if (failures === 0 && !isGone(error))
          this.#log.error({ err: error, messages: batch.length }, 'readings wait for the database')
        this.stats.retries++
        // A long outage must not gather what senders have given up and will send again.
        this.#waiting = stillWanted(this.#waiting)
        const wait = Math.min(RETRY_MS.slowest, RETRY_MS.first * 2 ** failures)
        await pause(wait, undefined, { signal: this.#stopping.signal }).catch(always)
      }
    }
  }

  async #divide(batch: Message[], error: unknown): Promise<void> {
    const middle = Math.ceil(batch.length / 2)
    if (batch.length > 1) {
      await this.#write(batch.slice(0, middle))
      await this.#write(batch.slice(middle))
      return
    }
    const [culprit] = batch
    if (!culprit) return
    if (culprit.decoded.is === 'refused') {
      // Not even as a dead letter. It must block nobody, so it is let go, with a line for whoever reads the log.
      this.#log.error({ err: error, topic: culprit.topic.slice(0, 200) }, 'a dead letter could not be kept')
      culprit.settle('refused')
      return
    }
    if (!isAboutData(error))
      this.#log.error({ err: error, topic: culprit.topic }, 'a reading cannot be written')
    const reason = `payload: the database does not take it (${error instanceof Error ? error.message : 'no reason given'})`
    await this.#write([{ ...culprit, decoded: { is: 'refused', reason, site: undefined } }])
  }

  /**
   * One try: what badges did, then the readings in one statement, then who is online, then the dead letters. All can be
   * repeated safely.
   */
  async #attempt(batch: readonly Message[]): Promise<Verdict[]> {
    this.#database.mustHaveRoom()
    this.stats.batches++
    const outcomes = new Map<Message, ReadingOutcome>()
    const notDone = await this.#doTaps(batch)
    const readings = batch.flatMap((message) =>
      message.decoded.is === 'reading' ? [{ message, reading: message.decoded.reading }] : [],
    )
    const stored = await recordReadings(
      this.#database,
      readings.map(({ reading }) => reading),
    )
    readings.forEach(({ message }, at) => outcomes.set(message, stored[at] ?? 'unknown-device'))

    const said = batch.flatMap((message) =>
      message.decoded.is === 'availability' ? [{ message, availability: message.decoded.availability }] : [],
    )
    const known = await recordAvailability(
      this.#database,
      said.map(({ availability }) => availability),
    )
    said.forEach(({ message }, at) => outcomes.set(message, known[at] ?? 'unknown-device'))

    const letters: DeadLetter[] = []
    const verdicts = batch.map((message): Verdict => {
      const verdict = verdictOf(message, outcomes.get(message), notDone.get(message))
      if (typeof verdict === 'string') return verdict
      letters.push({ topic: message.topic, payload: message.payload, sender: message.speaker, ...verdict })
      return 'refused'
    })
    await keepDeadLetters(this.#database, letters)
    this.#count(batch, verdicts)
    this.#sayRefused(letters)
    return verdicts
  }

  /** At once, and then so many in ten seconds. */
  #sayRefused(letters: readonly DeadLetter[]): void {
    this.#unsaid += letters.length
    if (this.#unsaid === 0 || performance.now() - this.#saidRefusedAt < SAY_REFUSED_MS) return
    const fields = { refused: this.#unsaid, latest: letters[0]?.reason }
    this.#log.warn(fields, 'device messages kept as dead letters')
    this.#unsaid = 0
    this.#saidRefusedAt = performance.now()
  }

  /** One after the other, as they came: a start comes before its finish. @returns why some were not done. */
  async #doTaps(batch: readonly Message[]): Promise<Map<Message, string>> {
    const notDone = new Map<Message, string>()
    for (const message of batch) {
      const said = message.decoded.is === 'reading' ? message.decoded.tap : undefined
      const outcome = said && (await this.#tap(said))
      if (outcome && !outcome.ok) notDone.set(message, outcome.reason)
    }
    return notDone
  }

  #count(batch: readonly Message[], verdicts: readonly Verdict[]): void {
    verdicts.forEach((verdict, at) => {
      if (verdict === 'refused') this.stats.refused++
      else if (batch[at]?.decoded.is === 'availability') this.stats.availability++
      else if (verdict === 'repeat') this.stats.repeats++
      else this.stats[verdict]++
    })
  }
}

/** What a device says under its own name; under another's it says nothing, whatever it says. */
function decodeFrom(speaker: string, topic: string, payload: Uint8Array): Decoded {
  if (topic.startsWith(`wardroom/${speaker}/`)) return decode(topic, payload)
  const [site] = speaker.split('/')
  return { is: 'refused', reason: `topic: ${speaker} may not speak there`, site }
}

/** Those whose sender still waits; the others fail. */
function stillWanted(messages: readonly Message[]): Message[] {
  return messages.filter((message) => {
    if (message.wanted()) return true
    message.fail(new Error('the sender is gone'))
    return false
  })
}

function verdictOf(
  { decoded, topic }: Message,
  outcome: ReadingOutcome | undefined,
  notDone: string | undefined,
): Verdict | { reason: string; site: string | undefined } {
  if (decoded.is === 'refused') return { reason: decoded.reason, site: decoded.site }
  const site = decoded.is === 'reading' ? decoded.reading.site : decoded.availability.site
  if (notDone !== undefined) return { reason: notDone, site }
  if (outcome === 'recorded' || outcome === 'late' || outcome === 'repeat') return outcome
  if (outcome === 'conflict')
    return { reason: 'seq: this boot and seq came before and said something else', site }
  return { reason: `device: nobody has registered ${topic.split('/').slice(1, 4).join('/')}`, site }
}

/** Postgres' classes 22 (data exception) and 23 (integrity): the words are at fault. Anything else is our fault. */
function isAboutData(error: unknown): boolean {
  return error instanceof pg.DatabaseError && /^2[23]/.test(error.code ?? '')
}

const stopped = (): Error => new Error('the server is stopping')
const always = (): true => true
