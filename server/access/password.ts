/**
 * Passwords as argon2id, slow on purpose; so no more than a few are worked on at once, and no more than some dozens wait.
 * Who floods the door with guesses waits, and is told so, and the beds are still served.
 */
import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { normalised } from '../../schema/access/password.ts'

/**
 * RFC 9106's second recommendation with one lane: 64 MiB, three times over. About 0.1 s of one core. The package's own
 * default (19 MiB) is the least that OWASP allows; a graphics card guesses three times as fast against it.
 */
const COST = { memoryCost: 65_536, timeCost: 3, parallelism: 1 }
export type Cost = typeof COST

/** One core is always left for the wards, and 64 MiB each is all that hashing ever takes. */
const AT_ONCE = Math.max(1, Math.min(2, availableParallelism() - 1))
/** Of each lane: at a tenth of a second each nobody waits for longer than a few seconds. */
const WAITING_MAX = 24

/** More passwords are waiting to be looked at than will be. The door says "in a moment", and nothing was looked at. */
export class TooManyAtOnce extends Error {}

/** Those from a device that its person has signed in with before go first, so that a flood does not keep them out. */
export type Lane = 'known' | 'other'

/** One at a time, in the order of their lanes. */
export class Passwords {
  readonly #waiting: Record<Lane, (() => void)[]> = { known: [], other: [] }
  readonly #waitingMax: number
  readonly #cost: Cost
  #running = 0
  #decoy: Promise<string> | undefined

  /** @param cost a test of something else may take it lighter; a hash says by itself what it cost. */
  constructor({ waitingMax = WAITING_MAX, cost = COST }: { waitingMax?: number; cost?: Cost } = {}) {
    this.#waitingMax = waitingMax
    this.#cost = cost
  }

  /** @throws TooManyAtOnce */
  hash(password: string): Promise<string> {
    return this.#inTurn('known', () => hash(normalised(password), this.#cost))
  }

  /**
   * @param kept the hash on record; undefined (nobody of that name, or nobody with a password) takes the same time.
   * @throws TooManyAtOnce
   */
  async matches(password: string, kept: string | undefined, lane: Lane = 'other'): Promise<boolean> {
    const decoy = await (this.#decoy ??= hash('nobody has this password', this.#cost))
    const same = await this.#inTurn(lane, () => verify(kept ?? decoy, normalised(password)))
    return same && kept !== undefined
  }

  async #inTurn<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
    if (this.#running >= AT_ONCE) {
      if (this.#waiting[lane].length >= this.#waitingMax)
        throw new TooManyAtOnce('too many passwords at once')
      await new Promise<void>((resolve) => this.#waiting[lane].push(resolve))
    } else this.#running += 1
    try {
      return await work()
    } finally {
      const next = this.#waiting.known.shift() ?? this.#waiting.other.shift()
      if (next) next()
      else this.#running -= 1
    }
  }
}
