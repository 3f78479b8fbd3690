/**
 * A clock of processes that can be put wrong while they run (libfaketime): what they and their children read as the time of
 * day. What counts on from a start (CLOCK_MONOTONIC) stays right, as it does on a machine whose clock is put wrong.
 */
import { chmodSync, renameSync, rmSync, writeFileSync } from 'node:fs'

/** The library looks into its file anew once it is so old. */
const LOOKS_EVERY_S = 1

export class WrongClock {
  readonly #file: string
  readonly #library: string

  constructor(library: string, file: string) {
    this.#library = library
    this.#file = file
    this.#write(0)
  }

  /** For the environment of who is to go by it. */
  get settings(): Record<string, string> {
    return {
      LD_PRELOAD: this.#library,
      FAKETIME_TIMESTAMP_FILE: this.#file,
      FAKETIME_CACHE_DURATION: String(LOOKS_EVERY_S),
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DISABLE_SHM: '1',
    }
  }

  /** Puts it so many minutes ahead of the true time, or behind it; settles when all have seen it. */
  async off(minutes: number): Promise<void> {
    this.#write(minutes)
    await new Promise((resolve) => setTimeout(resolve, 1000 * (LOOKS_EVERY_S + 0.5)))
  }

  clear(): void {
    rmSync(this.#file, { force: true })
  }

  #write(minutes: number): void {
    const half = `${this.#file}.half`
    writeFileSync(half, `${minutes < 0 ? '-' : '+'}${Math.abs(minutes)}m\n`)
    chmodSync(half, 0o644)
    renameSync(half, this.#file)
  }
}
