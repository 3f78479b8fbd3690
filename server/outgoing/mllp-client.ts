/** One connection to a receiver over MLLP: a message at a time, each with its answer. */
import { once } from 'node:events'
import { connect, isIP, type Socket } from 'node:net'
import { outboundControlId } from '../../schema/hl7-text.ts'
import type { ActiveReceiver, Due } from '../commands/interfaces/deliveries.ts'
import { decodeText } from '../intake/hl7/charset.ts'
import { Deframer, framed } from '../intake/hl7/frames.ts'
import { parse, segment, text } from '../intake/hl7/segments.ts'
import type { Answer, Line, LineLimits, Verdict } from './line.ts'
import { ELSEWHERE, lookingUp, mayBeSentTo } from './where-to.ts'

const FRAME_LIMITS = { messageBytes: 1024 * 1024, garbageBytes: 65_536 }

export class MllpClient implements Line {
  readonly #host: string
  readonly #port: number
  readonly #encoding: ActiveReceiver['encoding']
  readonly #limits: LineLimits
  #socket: Socket | undefined

  constructor({
    host,
    port,
    encoding,
    limits,
  }: {
    host: string
    port: number
    encoding: ActiveReceiver['encoding']
    limits: LineLimits
  }) {
    this.#host = host
    this.#port = port
    this.#encoding = encoding
    this.#limits = limits
  }

  /**
   * Sends it, over the connection there is or a new one, and waits for the answer that names its control id; what answers
   * another (one we gave up waiting for) is passed over.
   * @throws when it cannot be reached, hangs up, or does not answer in time; the connection is closed then
   */
  async ask({ outbound_id, message }: Pick<Due, 'outbound_id' | 'message'>): Promise<Answer> {
    try {
      const socket = await this.#connected()
      const answer = this.#answerTo(socket, outboundControlId(outbound_id))
      socket.write(framed(encoded(message, this.#encoding)))
      return await answer
    } catch (error) {
      this.close()
      throw error
    }
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  async #connected(): Promise<Socket> {
    if (this.#socket && !this.#socket.destroyed && this.#socket.writable && this.#socket.readable)
      return this.#socket
    if (isIP(this.#host) !== 0 && !mayBeSentTo(this.#host)) throw new Error(ELSEWHERE)
    const to = { host: this.#host, port: this.#port, lookup: lookingUp(mayBeSentTo) }
    const socket = connect({ ...to, noDelay: true, keepAlive: true })
    this.#socket = socket
    const late = setTimeout(() => socket.destroy(new Error('no connection in time')), this.#limits.connectMs)
    try {
      await once(socket, 'connect')
    } finally {
      clearTimeout(late)
    }
    socket.on('error', () => undefined) // a connection that breaks between two messages is opened again for the next
    return socket
  }

  #answerTo(socket: Socket, controlId: string): Promise<Answer> {
    const deframer = new Deframer(FRAME_LIMITS)
    return new Promise((resolve, reject) => {
      const done = (): void => {
        clearTimeout(late)
        socket.off('data', onData).off('close', onClose)
      }
      const fail = (why: string): void => {
        done()
        reject(new Error(why))
      }
      const late = setTimeout(() => fail('no answer in time'), this.#limits.answerMs)
      const onClose = (): void => fail('the connection was closed before an answer came')
      const onData = (chunk: Buffer): void => {
        for (const event of deframer.push(chunk)) {
          if (event.kind !== 'message') {
            fail('what came was no answer')
            return
          }
          const answer = answerIn(event.bytes, controlId)
          if (!answer) continue
          done()
          resolve(answer)
          return
        }
      }
      socket.on('data', onData).once('close', onClose)
    })
  }
}

function answerIn(bytes: Buffer, controlId: string): Answer | undefined {
  const message = parse(decodeText(bytes, undefined).text)
  const msa = message && segment(message, 'MSA')
  if (!msa || text(msa, 2) !== controlId) return undefined
  const err = segment(message, 'ERR')
  const words = [text(err, 2), text(err, 3), text(err, 8), text(msa, 3)].filter((each) => each !== undefined)
  const code = text(msa, 1)?.toUpperCase() ?? ''
  return { verdict: verdicts[code] ?? 'in-error', code, words: words.join(' ').slice(0, 200) }
}

/** AE may be for now (a patient not there yet) or for ever. */
const verdicts: Readonly<Record<string, Verdict>> = { AA: 'taken', CA: 'taken', AR: 'refused', CR: 'refused' }

/** What Latin-1 has no character for becomes a question mark, never another letter. */
function encoded(message: string, encoding: ActiveReceiver['encoding']): Buffer {
  return encoding === 'UTF-8'
    ? Buffer.from(message, 'utf8')
    : Buffer.from(message.replace(/[^\u0000-\u00ff]/gu, '?'), 'latin1')
}
