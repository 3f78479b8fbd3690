/**
 * MLLP (HL7 v2 Transport Specification, release 1): VT, the message, FS, CR. Fed with bytes as they come, however they
 * were divided on the way. Pure.
 */

const VT = 0x0b
const FS = 0x1c
const CR = 0x0d
const LF = 0x0a

export type FrameEvent =
  | { kind: 'message'; bytes: Buffer }
  /** A new message began before the end block of this one. */
  | { kind: 'unended'; bytes: Buffer }
  /** The message is longer than allowed: its beginning. */
  | { kind: 'too large'; bytes: Buffer }
  /** Too many bytes that belong to no message, or another protocol's greeting. */
  | { kind: 'garbage'; what: string }

export interface FrameLimits {
  /** The longest message. */
  messageBytes: number
  /** How much may come that belongs to no message. */
  garbageBytes: number
}

/** Of a message that is too large, this much is kept to say whose it was. */
const HEAD_BYTES = 65_536

/**
 * Takes the framing off. A message is whole at its FS: the CR behind it is skipped when it comes, so a sender that
 * forgets it, or whose CR comes in the next packet, does not wait for its answer.
 */
export class Deframer {
  readonly #limits: FrameLimits
  #parts: Buffer[] | undefined
  #length = 0
  #garbage = 0
  /** The first bytes that came, while no message has begun. */
  #greeting = ''
  #begun = false

  constructor(limits: FrameLimits) {
    this.#limits = limits
  }

  /** Whether a message has begun and not ended. */
  get inMessage(): boolean {
    return this.#parts !== undefined
  }

  /** Whether any message ever began. */
  get begun(): boolean {
    return this.#begun
  }

  /** After `too large` or `garbage` nothing more may be pushed. */
  *push(chunk: Buffer): Generator<FrameEvent> {
    let from = 0
    while (from < chunk.length) {
      if (!this.#parts) {
        const start = chunk.indexOf(VT, from)
        const flaw = this.#outside(chunk.subarray(from, start < 0 ? undefined : start))
        if (flaw !== undefined) {
          yield { kind: 'garbage', what: flaw }
          return
        }
        if (start < 0) return
        this.#begin()
        from = start + 1
        continue
      }
      const end = endOf(chunk, from)
      this.#parts.push(chunk.subarray(from, end))
      this.#length += end - from
      if (this.#length > this.#limits.messageBytes) {
        yield { kind: 'too large', bytes: this.#take().subarray(0, HEAD_BYTES) }
        return
      }
      if (end === chunk.length) return
      from = end + 1
      const bytes = this.#take()
      if (chunk[end] === FS) yield { kind: 'message', bytes }
      else {
        yield { kind: 'unended', bytes }
        this.#begin()
      }
    }
  }

  #begin(): void {
    this.#parts = []
    this.#length = 0
    this.#garbage = 0
    this.#begun = true
  }

  /** The message so far, in memory of its own: the packets it came in may be large. */
  #take(): Buffer {
    const bytes = Buffer.concat(this.#parts ?? [])
    this.#parts = undefined
    return bytes
  }

  #outside(bytes: Buffer): string | undefined {
    for (const byte of bytes) if (byte !== CR && byte !== LF) this.#garbage += 1
    if (!this.#begun && this.#greeting.length < 16) {
      this.#greeting += bytes.subarray(0, 16).toString('latin1')
      if (/^\x16\x03[\x00-\x04]/.test(this.#greeting))
        return 'a TLS greeting: this port speaks MLLP without TLS'
      if (/^(GET|HEAD|POST|PUT|OPTIONS|CONNECT|PRI) /.test(this.#greeting))
        return 'an HTTP request: this port speaks MLLP'
    }
    return this.#garbage > this.#limits.garbageBytes ? 'bytes that begin no message' : undefined
  }
}

/** Where the message ends: at FS, or at the VT of the next; the end of the chunk when neither is there. */
function endOf(chunk: Buffer, from: number): number {
  const fs = chunk.indexOf(FS, from)
  const end = fs < 0 ? chunk.length : fs
  const vt = chunk.subarray(from, end).indexOf(VT) // only up to there, so that many messages in a packet stay linear
  return vt < 0 ? end : from + vt
}

/** One message in its frame. */
export const framed = (bytes: Uint8Array): Buffer => Buffer.concat([Buffer.of(VT), bytes, Buffer.of(FS, CR)])
