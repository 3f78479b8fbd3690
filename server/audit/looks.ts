/**
 * What hangs before people's eyes all day: boards. Who looks at which, where and at which level is on record once an hour
 * for each who looks; a screen that opens the same board again and again is not another look.
 */
import { setTimeout as pause } from 'node:timers/promises'
import type { Look } from '../../schema/access/may.ts'
import type { Viewer } from '../../schema/access/viewer.ts'
import type { Tx } from '../database/pool.ts'
import { looked } from './look.ts'

/** A database that is away is tried again so often; what is looked at meanwhile is remembered. */
const AGAIN_MS = 5000
/** More than all who can be there: a list that grows beyond it is a fault, and said. */
const WAITING_MAX = 10_000

interface Waiting {
  viewer: Viewer
  look: Look
}

export class Looks {
  readonly #database: Tx
  readonly #log: { error(fields: object, text: string): void }
  #hour = -1
  /** Those of this hour that are written, or on their way. */
  readonly #known = new Set<string>()
  readonly #waiting: Waiting[] = []
  #writing: Promise<void> | undefined
  readonly #end = new AbortController()
  #failed: string | undefined

  constructor(database: Tx, log: { error(fields: object, text: string): void }) {
    this.#database = database
    this.#log = log
  }

  /** What somebody should look at; undefined: nothing. */
  get warning(): string | undefined {
    return this.#failed
  }

  seen(viewer: Viewer, look: Look): void {
    if (look.level === 'public') return // counts
    const hour = Math.floor(Date.now() / 3_600_000)
    if (hour !== this.#hour) this.#known.clear()
    this.#hour = hour
    const key = JSON.stringify([viewer.kind, viewer.id, look])
    if (this.#known.has(key) || this.#waiting.length >= WAITING_MAX) return
    this.#known.add(key)
    this.#waiting.push({ viewer, look })
    this.#writing ??= this.#write().finally(() => (this.#writing = undefined))
  }

  /** What waits is written, if there is a database. */
  async stop(): Promise<void> {
    this.#end.abort()
    await this.#writing
  }

  async #write(): Promise<void> {
    for (let next = this.#waiting[0]; next; next = this.#waiting[0]) {
      try {
        await looked(this.#database, next.viewer, boardLook(next.look))
        this.#waiting.shift()
        this.#failed = undefined
      } catch (err) {
        if (this.#failed === undefined)
          this.#log.error(
            { err, event: 'audit-not-written' },
            'THAT SOMEBODY LOOKS CANNOT BE PUT ON RECORD; it is tried again',
          )
        this.#failed = 'that somebody looks at a board cannot be put on record'
        if (this.#end.signal.aborted) return
        await pause(AGAIN_MS, undefined, { signal: this.#end.signal }).catch(() => undefined)
      }
    }
  }
}

const boardLook = ({ board, place, level }: Look): Parameters<typeof looked>[2] => ({
  what: `board/${board}`,
  ...place,
  level,
  hourly: true,
})
