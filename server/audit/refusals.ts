/**
 * Who came to a door of messages as somebody they are not, on record: the first try of each address within an hour at once,
 * how many more there were when the hour is over. Whoever goes on trying fills neither the chain nor the disk.
 */
import type { Stranger } from '../../schema/stranger.ts'
import type { Tx } from '../database/pool.ts'

const HOUR_MS = 3_600_000
/** So many addresses have rows of their own in an hour; all others share one. An attacker has as many as they like. */
const ADDRESSES_MAX = 100
const TEXT_MAX = 300

interface Tries {
  stranger: Stranger
  /** Since the last row. */
  more: number
}

export class Refusals {
  readonly #database: Tx
  readonly #log: { error(fields: object, text: string): void }
  #tries = new Map<string, Tries>()
  #timer: NodeJS.Timeout | undefined
  #writing: Promise<void> = Promise.resolve()

  constructor(database: Tx, log: { error(fields: object, text: string): void }) {
    this.#database = database
    this.#log = log
  }

  seen(stranger: Stranger): void {
    this.#timer ??= setTimeout(() => this.#hourIsOver(), HOUR_MS).unref()
    const own = `${stranger.door} ${stranger.address ?? ''}`
    const others = `${stranger.door} others`
    const key = this.#tries.has(own) || this.#tries.size < ADDRESSES_MAX ? own : others
    const known = this.#tries.get(key)
    if (known) known.more += 1
    else {
      this.#tries.set(key, { stranger, more: 0 })
      this.#write(stranger, { address: key === own ? stranger.address : 'others', tries: 1 })
    }
  }

  /** What was counted and is not on record yet is, if there is a database. */
  async stop(): Promise<void> {
    this.#hourIsOver()
    await this.#writing
  }

  #hourIsOver(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const over = this.#tries
    this.#tries = new Map()
    for (const [key, { stranger, more }] of over)
      if (more > 0) {
        const address = key.endsWith(' others') ? 'others' : stranger.address
        this.#write(stranger, { address, more_tries: more })
      }
  }

  /** One after the other: a flood takes one connection of the pool, and no more. */
  #write({ door, as, site, why }: Stranger, asked: object): void {
    const row = [`door/${door}`, site ?? null, JSON.stringify({ as: shown(as), ...asked }), why]
    this.#writing = this.#writing.then(() =>
      this.#database
        .rows(
          `insert into look (who, what, site, asked, refused) values ('nobody who is known', $1, $2, $3, $4)`,
          row,
        )
        .then(
          () => undefined,
          (err: unknown) =>
            this.#log.error({ err, event: 'audit-not-written' }, 'a refusal cannot be put on record'),
        ),
    )
  }
}

/** Somebody else's words, as the database can hold them. */
const shown = (text: string): string => text.slice(0, TEXT_MAX).replace(/[\0\p{Surrogate}]/gu, '\ufffd')
