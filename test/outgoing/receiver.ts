/** A system that is told over MLLP: it keeps what came, answers as it is told to, and can be away. */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { Deframer, framed } from '../../server/intake/hl7/frames.ts'

type Reply = 'AA' | 'AE' | 'AR' | 'CA' | 'silence' | 'hang up'

export class Receiver {
  /** Every message as it came, also the same again. */
  readonly heard: string[] = []
  /** What is answered to a message; AA unless said otherwise. */
  reply: (message: string) => Reply = () => 'AA'
  port = 0
  #server: Server | undefined
  readonly #sockets = new Set<Socket>()

  async start(): Promise<this> {
    const server = createServer((socket) => this.#serve(socket))
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
    this.port = (server.address() as AddressInfo).port // it listens on TCP
    this.#server = server
    return this
  }

  /** Gone from one moment to the next. */
  async kill(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    for (const socket of this.#sockets) socket.destroy()
    await closed
  }

  /** "A01 WR1", in the order in which they came. */
  get events(): string[] {
    return this.heard.map((message) => {
      const fields = message.split('\r')[0]?.split('|') ?? []
      return `${fields[8]?.split('^')[1]} ${fields[9]}`
    })
  }
  get kinds(): string[] {
    return this.events.map((event) => event.slice(0, 3))
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket))
    const deframer = new Deframer({ messageBytes: 1e6, garbageBytes: 1e3 })
    socket.on('data', (chunk: Buffer) => {
      for (const event of deframer.push(chunk)) {
        if (event.kind !== 'message') continue
        const message = event.bytes.toString('utf8')
        this.heard.push(message)
        const reply = this.reply(message)
        if (reply === 'hang up') socket.destroy()
        else if (reply !== 'silence') socket.write(framed(Buffer.from(answerTo(message, reply))))
      }
    })
  }
}

function answerTo(message: string, code: string): string {
  const id = message.split('\r')[0]?.split('|')[9] ?? ''
  const err = code === 'AA' ? '' : `ERR|||204^Unknown key identifier^HL70357|E||||not here\r`
  return `MSH|^~\\&|PAS|GH|WARDROOM|gh|20260501||ACK|A${id}|P|2.5.1\rMSA|${code}|${id}\r${err}`
}
