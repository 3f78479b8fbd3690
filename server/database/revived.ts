/** A process of ours that ends by itself (killed for the memory it took, crashed) is started again, until it is to stop. */
import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'

/** Before it is tried again: the kernel has to clear up behind it, and a fault that stays must not keep us busy. */
const WAIT_MS = { first: 100, slowest: 10_000 }

export class Revived {
  readonly #start: () => Promise<ChildProcess>
  readonly #log: (line: string) => void
  readonly #stopping = new AbortController()
  #child: ChildProcess
  #reviving: Promise<void> = Promise.resolve()

  /**
   * @param child running already.
   * @param start starts another, and settles when it is ready; rejects when it will not be.
   */
  constructor(child: ChildProcess, start: () => Promise<ChildProcess>, log: (line: string) => void) {
    this.#child = child
    this.#start = start
    this.#log = log
    this.#watch()
  }

  /** @returns the process to end, if one runs: nothing is started any more. */
  async release(): Promise<ChildProcess> {
    this.#stopping.abort()
    await this.#reviving
    return this.#child
  }

  #watch(): void {
    const child = this.#child
    const ended = (): void => {
      if (!this.#stopping.signal.aborted) this.#reviving = this.#revive()
    }
    if (child.exitCode !== null || child.signalCode !== null) ended()
    else child.once('exit', ended)
  }

  async #revive(): Promise<void> {
    const { signal } = this.#stopping
    const how = this.#child.signalCode ?? String(this.#child.exitCode)
    this.#log(`the database ended by itself (${how}); it is started again`)
    for (let wait = WAIT_MS.first; ; wait = Math.min(wait * 2, WAIT_MS.slowest)) {
      await sleep(wait, undefined, { signal }).catch(() => undefined)
      if (signal.aborted) return
      try {
        this.#child = await this.#start()
        this.#watch()
        return
      } catch (error) {
        this.#log(error instanceof Error ? error.message : String(error))
      }
    }
  }
}
