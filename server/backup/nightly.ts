/**
 * The backup of each night, made by whichever of several servers is on duty. One that was missed (the server stood, the
 * disk was full) is made as soon as it can be.
 */
import type { Database } from '../database/pool.ts'
import type { Rota } from '../database/rota.ts'
import { keptIn } from './folder.ts'

const LOOK_MS = 60_000
/** After a failure it is tried again, and said again, this often. */
const AGAIN_MS = 15 * 60_000
/** A backup may take its time, and a server may have been busy; later than this somebody should look. */
const LATE_MS = 3 * 3_600_000

interface TimeOfDay {
  hour: number
  minute: number
}

interface Log {
  info(fields: object, text: string): void
  error(fields: object, text: string): void
}

/** The next time of day after an instant, by the server's clock. A time that a change of clocks leaves out comes after it. */
export function dueAfter(last: Date, { hour, minute }: TimeOfDay): Date {
  const due = new Date(last)
  due.setHours(hour, minute, 0, 0)
  if (due <= last) {
    due.setDate(due.getDate() + 1)
    due.setHours(hour, minute, 0, 0)
  }
  return due
}

export interface NightlyOptions {
  database: Database
  rota: Pick<Rota, 'onDuty'>
  at: TimeOfDay
  folder: string
  /** Makes one. @returns what to write into the log. */
  make: (stop: AbortSignal) => Promise<string>
  log: Log
  now?: () => Date
}

export class Nightly {
  /** Times it was tried in vain since the start. */
  failures = 0
  readonly #options: NightlyOptions
  readonly #now: () => Date
  readonly #end = new AbortController()
  #timer: NodeJS.Timeout | undefined
  #looking: Promise<void> = Promise.resolve()
  /** When the newest was made, or where there is none yet, when the database was. */
  #last: { at: Date; backup: boolean } | undefined
  #failed: { at: Date; why: string } | undefined

  constructor(options: NightlyOptions) {
    this.#options = options
    this.#now = options.now ?? (() => new Date())
  }

  start(): void {
    this.#looking = this.#again()
  }

  /** One that is being made is given up. */
  async stop(): Promise<void> {
    this.#end.abort()
    clearTimeout(this.#timer)
    await this.#looking
  }

  /** Of the newest; undefined: there is none yet, or another server sees to it. */
  get ageMs(): number | undefined {
    return this.#options.rota.onDuty && this.#last?.backup === true
      ? this.#now().getTime() - this.#last.at.getTime()
      : undefined
  }

  /** What somebody should look at; undefined: nothing. */
  get warning(): string | undefined {
    if (!this.#options.rota.onDuty || !this.#last) return undefined
    const late = this.#now().getTime() - dueAfter(this.#last.at, this.#options.at).getTime() > LATE_MS
    if (!late && !this.#failed) return undefined
    const newest = this.#last.backup ? `the newest is of ${this.#last.at.toISOString()}` : 'there is none yet'
    return this.#failed ? `${newest}; the last try failed: ${this.#failed.why}` : newest
  }

  /** Looks whether one is due, and makes it. Never throws. */
  async look(): Promise<void> {
    const { rota, at, log, make } = this.#options
    try {
      if (!rota.onDuty) return
      this.#last = await this.#newest()
      const now = this.#now()
      if (now < dueAfter(this.#last.at, at)) return
      if (this.#failed && now.getTime() - this.#failed.at.getTime() < AGAIN_MS) return
      log.info({ backup: await make(this.#end.signal) }, 'the nightly backup is made')
      this.#failed = undefined
      this.#last = await this.#newest()
    } catch (err) {
      if (this.#end.signal.aborted) return
      const why = err instanceof Error ? err.message : String(err)
      this.failures++
      this.#failed = { at: this.#now(), why }
      log.error({ err }, 'THE NIGHTLY BACKUP FAILED; it is tried again')
    }
  }

  async #again(): Promise<void> {
    await this.look()
    if (!this.#end.signal.aborted) this.#timer = setTimeout(() => this.start(), LOOK_MS)
  }

  async #newest(): Promise<{ at: Date; backup: boolean }> {
    const [newest] = await keptIn(this.#options.folder)
    if (newest) return { at: newest.at, backup: true }
    const born = await this.#options.database.row<{ at: string }>('select min(at) as at from migration')
    return { at: new Date(born?.at ?? this.#now()), backup: false }
  }
}
