/**
 * Keeps the record sealed: every second, on whichever of several servers is on duty. Each hour it notes outside of the
 * database where the chain ends, and each night it walks all of it.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { recorded } from '../commands/run.ts'
import type { Database } from '../database/pool.ts'
import type { Stranger } from '../../schema/stranger.ts'
import { isGone } from '../database/patience.ts'
import type { Rota } from '../database/rota.ts'
import type { Head } from './chain.ts'
import { noteHead, notedHeads } from './heads.ts'
import { Refusals } from './refusals.ts'
import { FROM_THE_START, seal, type Marks } from './seal.ts'
import { verify, type Verified } from './verify.ts'

const EACH_MS = 1000
/** Behind (an upgrade, a day of history), the rest of the house goes first. */
const BETWEEN_MS = 50
/** No transaction of ours takes so long: what has a lower number than was sealed then is sealed, or will never be. */
const SETTLED_MS = 60_000
const HOUR_MS = 3_600_000
/** Before the nightly backup, which takes a chain with it that was looked at. */
const CHECK_AT = { hour: 1, minute: 30 }
/** Nothing is sealed for so long: somebody should look. */
const LATE_MS = 5 * 60_000
const LOOK_MS = 60_000

interface Log {
  info(fields: object, text: string): void
  warn(fields: object, text: string): void
  error(fields: object, text: string): void
}

export interface AuditOptions {
  database: Database
  rota: Pick<Rota, 'onDuty'>
  /** The file where heads are noted. */
  heads: string
  /** Which server this is, and of which version. */
  server: string
  version: string
  log: Log
  now?: () => Date
}

export class Audit {
  readonly #options: AuditOptions
  readonly #now: () => Date
  readonly #refusals: Refusals
  readonly #end = new AbortController()
  #going: Promise<void> = Promise.resolve()
  #marks: Marks = FROM_THE_START
  /** What will be settled for certain from `at` on. */
  #next: { at: number; marks: Marks } | undefined
  #notedAt = -Infinity
  #lookedAt: number | undefined
  #sealedAt = performance.now()
  #failing = false
  /** What the last walk found wrong. */
  #wrong: string | undefined
  /** Rows sealed by this server. */
  sealed = 0
  head: Head | undefined

  constructor(options: AuditOptions) {
    this.#options = options
    this.#refusals = new Refusals(options.database, options.log)
    this.#now = options.now ?? (() => new Date())
  }

  async start(): Promise<void> {
    const { database, server, version, log } = this.#options
    // A house without room on its disk still shows its screens.
    await onRecord(database, 'server/start', server, { version }).catch((err: unknown) =>
      log.error({ err, event: 'audit-not-written' }, 'that this server starts cannot be put on record'),
    )
    this.#going = this.#go()
  }

  /** A door refuses somebody: on record, within limits. */
  readonly refused = (stranger: Stranger): void => this.#refusals.seen(stranger)

  /** What is on record by now is sealed, and where the chain ends is noted. */
  async stop(): Promise<void> {
    this.#end.abort()
    await this.#going
    await this.#refusals.stop()
    const { database, server, rota } = this.#options
    try {
      await onRecord(database, 'server/stop', server, {})
      if (rota.onDuty) await this.round()
    } catch {
      // The database is away: that it began anew says the rest.
    }
  }

  /** What somebody should look at; undefined: nothing. */
  get warning(): string | undefined {
    if (this.#wrong !== undefined) return this.#wrong
    const late = performance.now() - this.#sealedAt
    if (!this.#options.rota.onDuty || late < LATE_MS) return undefined
    return `nothing was sealed for ${Math.round(late / 60_000)} min`
  }

  /** 1: it was whole when it was last walked; 0: it was not. */
  get whole(): number {
    return this.#wrong === undefined ? 1 : 0
  }

  async #go(): Promise<void> {
    while (!this.#end.signal.aborted) {
      const more = await this.#look()
      await pause(more ? BETWEEN_MS : EACH_MS, undefined, { signal: this.#end.signal }).catch(() => undefined)
    }
  }

  async #look(): Promise<boolean> {
    const { rota, log } = this.#options
    try {
      if (!rota.onDuty) {
        this.#marks = FROM_THE_START // another seals; what it has sealed is learnt when it is our turn
        this.#next = undefined
        return false
      }
      const more = await this.round()
      if (!more) await this.#nightly()
      this.#failing = false
      return more
    } catch (err) {
      if (!this.#failing && !isGone(err))
        log.error({ err, event: 'audit-not-sealed' }, 'THE RECORD CANNOT BE SEALED')
      this.#failing = true
      return false
    }
  }

  /** Seals a batch. @returns whether there is more. */
  async round(): Promise<boolean> {
    const { database } = this.#options
    const { head, sealed, more, marks } = await seal(database, this.#marks)
    this.sealed += sealed
    this.head = head
    this.#sealedAt = performance.now()
    if (!more) this.#settle(marks)
    if (this.#sealedAt - this.#notedAt > HOUR_MS || this.#end.signal.aborted) await this.#note(head)
    return more
  }

  #settle(marks: Marks): void {
    const now = performance.now()
    if (this.#next && now < this.#next.at) return
    if (this.#next) this.#marks = this.#next.marks
    this.#next = { at: now + SETTLED_MS, marks }
  }

  async #note(head: Head): Promise<void> {
    const { heads, log } = this.#options
    this.#notedAt = this.#sealedAt
    if (head.audit_id === 0) return
    await noteHead(heads, head, this.#now())
    log.info({ event: 'audit-head', ...head }, `the record has ${head.audit_id} rows`)
  }

  async #nightly(): Promise<void> {
    const now = this.#now()
    if (this.#lookedAt !== undefined && now.getTime() - this.#lookedAt < LOOK_MS) return
    this.#lookedAt = now.getTime()
    const due = new Date(now)
    due.setHours(CHECK_AT.hour, CHECK_AT.minute, 0, 0)
    if (now < due) due.setDate(due.getDate() - 1)
    const { database } = this.#options
    const done = await database.row(`select 1 from audit where what = 'audit/check' and at >= $1 limit 1`, [
      due,
    ])
    if (!done) await this.check()
  }

  /** Walks all of it, and puts what was found on record. */
  async check(): Promise<Verified> {
    const { database, heads, log } = this.#options
    const found = await verify(database.url, await notedHeads(heads))
    const { head, wrong } = found
    this.#wrong = wrong
    if (wrong === undefined)
      log.info({ event: 'audit-whole', ...head }, `the record is whole: ${head.audit_id} rows`)
    else log.error({ event: 'audit-broken', after: head.audit_id }, `THE RECORD IS NOT WHOLE: ${wrong}`)
    await onRecord(database, 'audit/check', this.#options.server, { ...head, wrong: wrong ?? null })
    return found
  }
}

/** What a server did about itself. */
async function onRecord(database: Database, what: string, server: string, result: object): Promise<void> {
  await database.transaction((tx) => recorded(tx, what, {}, { door: 'system', who: server }, { result }))
}
