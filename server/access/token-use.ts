/** When a program's token was used last: written once a minute at most, however often it comes. */
import type { Tx } from '../database/pool.ts'

const NOTED_MS = 60_000

export class TokenUse {
  readonly #tx: Tx
  readonly #now: () => number
  /** Of each token, when this server last wrote it down. */
  readonly #noted = new Map<number, number>()

  constructor(tx: Tx, now: () => number = Date.now) {
    this.#tx = tx
    this.#now = now
  }

  /** That it cannot be written down (no room on the disk) keeps nobody out. */
  async note(token_id: number): Promise<void> {
    const now = this.#now()
    if (now - (this.#noted.get(token_id) ?? -Infinity) < NOTED_MS) return
    this.#noted.set(token_id, now)
    await this.#tx
      .rows(
        `insert into token_use (token_id, at) values ($1, now())
         on conflict (token_id) do update set at = greatest(token_use.at, excluded.at)`,
        [token_id],
      )
      .catch(() => undefined)
  }
}
