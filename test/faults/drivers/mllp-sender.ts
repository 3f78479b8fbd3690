/** One sending system: a message at a time, the same again until it is answered, however often the line breaks. */
import { connect, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { framed } from '../../../server/intake/hl7/frames.ts'

const ANSWER_PATIENCE_MS = 12_000
const AGAIN_MS = 200

export interface AnsweredBy {
  /** MSA-1. */
  code: string
  text: string
}

export class MllpSender {
  readonly #port: number
  #socket: Socket | undefined
  #held = ''
  #onAnswer: ((answer: AnsweredBy | undefined) => void) | undefined

  constructor(port: number) {
    this.#port = port
  }

  /** Sends until it is answered by MSA-2 of this very message. `goOn` false: gives up, and nobody knows. */
  async send(id: string, message: string, goOn: () => boolean): Promise<AnsweredBy | undefined> {
    while (goOn()) {
      const answer = await this.#once(message)
      if (answer?.text.includes(`|${id}`) === true) return answer
      this.close()
      await pause(AGAIN_MS)
    }
    return undefined
  }

  close(): void {
    this.#socket?.destroy()
    this.#socket = undefined
  }

  #once(message: string): Promise<AnsweredBy | undefined> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(undefined), ANSWER_PATIENCE_MS)
      this.#onAnswer = (answer) => {
        clearTimeout(late)
        this.#onAnswer = undefined
        resolve(answer)
      }
      this.#connected().write(framed(Buffer.from(message)))
    })
  }

  #connected(): Socket {
    if (this.#socket && !this.#socket.destroyed) return this.#socket
    const socket = connect(this.#port, '127.0.0.1')
    this.#held = ''
    socket.on('error', () => undefined) // it closes next
    socket.on('close', () => socket === this.#socket && this.#onAnswer?.(undefined))
    socket.on('data', (chunk: Buffer) => {
      this.#held += chunk.toString('utf8')
      const end = this.#held.indexOf('\x1c\r')
      if (end < 0) return
      const text = this.#held.slice(this.#held.indexOf('\x0b') + 1, end)
      this.#held = this.#held.slice(end + 2)
      this.#onAnswer?.({ code: /\rMSA\|(\w\w)/.exec(text)?.[1] ?? '', text })
    })
    this.#socket = socket
    return socket
  }
}
