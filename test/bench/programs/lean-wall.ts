/**
 * A wall as a raw socket: WebSocket, engine.io 4 and Socket.IO 5 spoken by hand, nothing drawn. A few microseconds a frame,
 * so that thousands fit into one process beside the server they watch.
 */
import { WebSocket } from 'ws'
import { asProgram } from '../../support/keys.ts'

/** engine.io's packets (open, ping, pong, message) and, after a message's 4, Socket.IO's (connect, event, ack). */
const [OPEN, PING, PONG, CONNECT, EVENT, ACK] = ['0', '2', '3', '40', '42', '43'] as const

export class LeanWall {
  readonly #socket: WebSocket
  readonly #hear: (text: string) => void
  readonly #answers = new Map<number, (text: string) => void>()
  #asked = 0
  /** Bytes of all frames so far. */
  bytes = 0

  /** @param hear is told each event, as the text of a JSON array: name, argument. */
  constructor(url: string, hear: (text: string) => void) {
    this.#hear = hear
    this.#socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, {
      perMessageDeflate: false,
      skipUTF8Validation: true,
      headers: asProgram,
    })
  }

  /** Settles when Socket.IO has taken it in. */
  connected(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject)
      this.#socket.on('message', (data: Buffer) => {
        this.bytes += data.length
        const text = data.toString()
        if (text.startsWith(EVENT)) this.#hear(text.slice(EVENT.length))
        else if (text.startsWith(ACK)) this.#answered(text.slice(ACK.length))
        else if (text === PING) this.#socket.send(PONG)
        else if (text.startsWith(OPEN)) this.#socket.send(CONNECT)
        else if (text.startsWith(CONNECT)) resolve()
      })
    })
  }

  /** @returns the acknowledgement, as the text of a JSON array. */
  ask(event: string, what: unknown): Promise<string> {
    const id = this.#asked++
    return new Promise((resolve) => {
      this.#answers.set(id, resolve)
      this.#socket.send(`${EVENT}${id}${JSON.stringify([event, what])}`)
    })
  }

  /** Goes without a word, as a wall does whose network is gone. */
  cut(): void {
    this.#socket.terminate()
  }

  #answered(text: string): void {
    const bracket = text.indexOf('[')
    const id = Number(text.slice(0, bracket))
    this.#answers.get(id)?.(text.slice(bracket))
    this.#answers.delete(id)
  }
}
