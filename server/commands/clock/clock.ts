/**
 * Time is a row too. Every second whichever server comes first writes it, so what depends on the clock (a new day, a
 * device gone silent) has a position in the log, and all screens agree on it. See docs/decisions/0005.
 */
import type { Database } from '../../database/pool.ts'
import { isGone } from '../../database/patience.ts'
import type { Rota } from '../../database/rota.ts'
import { dropOldReadings } from '../devices/old-readings.ts'
import { keepUsualArrivals } from '../ed/usual-arrivals.ts'
import { endWhatIsOver } from './what-is-over.ts'
import { turnSensedBeds } from './sensed-beds.ts'
import { settleGaps } from '../devices/settle-gaps.ts'
import { recordMonitors } from '../observations/record-monitors.ts'

const TICK_MS = 1000
const HOUSEKEEPING_MS = 3_600_000
/** What is usual changes with each hour that is over, and when a past is brought along: then it is counted. */
const USUAL_MS = 60_000
const GAPS_MS = 10_000
/** Conflicts are told in minutes; a dead bed need not be found to the second. Its clock starts from the sensor's instant anyway. */
const SENSED_MS = 5_000

interface Log {
  warn(fields: object, text: string): void
}

/**
 * Moves the clock if nobody did within the last 0.9 s, and in the same transaction marks devices that have gone silent: they
 * claim to be online, but nothing came for the site's `silent_after_s`.
 */
export async function tick(database: Database): Promise<void> {
  await database.rows(
    `with ticked as (
       update clock set at = now() where at < now() - interval '900 ms' or at > now() + interval '2 seconds' returning at
     )
     update device set silent_since = heard.heard_at
     from device_heard heard, site, ticked
     where heard.device_id = device.device_id and site.site = device.site
       and device.silent_since is null and device.online is not false
       and heard.heard_at < ticked.at - make_interval(secs => site.silent_after_s)`,
  )
}

export class Clock {
  readonly #database: Database
  readonly #rota: Pick<Rota, 'onDuty'>
  readonly #log: Log
  readonly #readingsDays: number
  #timer: NodeJS.Timeout | undefined
  #ticking: Promise<void> = Promise.resolve()
  #failing = false
  #stopped = false
  #tidyAt = 0
  #gapsAt = 0
  #usualAt = 0
  #usual: string | undefined
  #sensedAt = 0

  /** The clock itself is moved by whichever server comes first; what follows from it, by the one on duty. */
  constructor({
    database,
    rota,
    log,
    readingsDays,
  }: {
    database: Database
    rota: Pick<Rota, 'onDuty'>
    log: Log
    readingsDays: number
  }) {
    this.#database = database
    this.#rota = rota
    this.#log = log
    this.#readingsDays = readingsDays
  }

  start(): void {
    this.#ticking = this.#tick()
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#stopped = true
    await this.#ticking
  }

  async #tick(): Promise<void> {
    try {
      await tick(this.#database)
      if (this.#rota.onDuty) await this.#keepHouse()
      this.#failing = false
    } catch (err) {
      if (!this.#failing && !isGone(err)) this.#log.warn({ err }, 'the clock cannot be written')
      this.#failing = true
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void (this.#ticking = this.#tick()), TICK_MS)
  }

  async #keepHouse(): Promise<void> {
    if (performance.now() >= this.#sensedAt) {
      this.#sensedAt = performance.now() + SENSED_MS
      await turnSensedBeds(this.#database)
      await endWhatIsOver(this.#database)
      await recordMonitors(this.#database)
    }
    if (performance.now() >= this.#gapsAt) {
      this.#gapsAt = performance.now() + GAPS_MS
      await settleGaps(this.#database)
    }
    if (performance.now() >= this.#usualAt) {
      this.#usualAt = performance.now() + USUAL_MS
      this.#usual = await keepUsualArrivals(this.#database, this.#usual)
    }
    if (performance.now() >= this.#tidyAt) {
      this.#tidyAt = performance.now() + HOUSEKEEPING_MS
      await dropOldReadings(this.#database, this.#readingsDays)
    }
  }
}
