/**
 * A sum of rows that does not depend on their order: the same rows give the same sum, read from anywhere in any order. So a
 * backup may read its tables as they lie on the disk, and a restored table is compared without sorting it.
 */
import { hash } from 'node:crypto'

const NEWLINE = 0x0a
const LANES = 4

/** Takes rows as COPY writes them, a line each (a line break inside a value is written as `\n`). */
export class Sum {
  rows = 0
  readonly #lanes = new Uint32Array(LANES)
  #begun: Buffer[] = []

  /** Bytes of the table, cut anywhere. */
  take(bytes: Buffer): void {
    let from = 0
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      const line = bytes.subarray(from, at)
      this.#row(this.#begun.length === 0 ? line : Buffer.concat([...this.#begun, line]))
      this.#begun = []
      from = at + 1
    }
    if (from < bytes.length) this.#begun.push(bytes.subarray(from))
  }

  get text(): string {
    return [...this.#lanes].map((lane) => lane.toString(16).padStart(8, '0')).join('')
  }

  #row(line: Buffer): void {
    const digest = hash('sha256', line, 'buffer')
    // A Uint32Array wraps around by itself.
    for (let lane = 0; lane < LANES; lane++)
      this.#lanes[lane] = (this.#lanes[lane] ?? 0) + digest.readUInt32BE(lane * 4)
    this.rows++
  }
}
