/** The other end of the line: a hospital system that speaks MLLP, and messages for it to send. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { framed } from '../../server/intake/hl7/frames.ts'
import { until } from '../support/until.ts'

export interface Peer {
  socket: Socket
  /** What came back so far, without the frames. */
  answers: string[]
  /** Bytes as they are. */
  write(bytes: string | Uint8Array): void
  send(message: string | Uint8Array): void
  /** Sends a message, and waits for its answer. */
  ask(message: string | Uint8Array): Promise<string>
  closed(): boolean
  close(): Promise<void>
}

export async function dial(port: number): Promise<Peer> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const answers: string[] = []
  let held = ''
  socket.on('error', () => undefined) // a connection cut by the other side, which tests look at through closed()
  socket.on('data', (chunk: Buffer) => {
    held += chunk.toString('latin1')
    for (let end = held.indexOf('\x1c\r'); end >= 0; end = held.indexOf('\x1c\r')) {
      answers.push(held.slice(held.indexOf('\x0b') + 1, end))
      held = held.slice(end + 2)
    }
  })
  const peer: Peer = {
    socket,
    answers,
    write: (bytes) => void socket.write(bytes),
    send: (message) => void socket.write(framed(Buffer.from(message))),
    async ask(message) {
      const before = answers.length
      peer.send(message)
      return until(() => answers[before], { what: 'an answer' })
    },
    closed: () => socket.closed,
    async close() {
      if (socket.closed) return
      socket.destroy()
      await once(socket, 'close')
    },
  }
  return peer
}

/** "AA", "AE", …: MSA-1. */
export const codeOf = (answer: string | undefined): string | undefined =>
  /\rMSA\|(\w\w)/.exec(answer ?? '')?.[1]

let control = 0

export interface Told {
  mrn?: string
  visit?: string
  /** PV1-3. */
  at?: string
  /** PV1-6. */
  from?: string
  /** EVN-2. */
  when?: string
  name?: string
  class?: string
  id?: string
  version?: string
  /** MSH-15|MSH-16 */
  acks?: string
  /** More fields of PID after PID-8, or whole segments. */
  more?: string
}

/** An ADT message, each with a control id of its own unless one is given. */
export function adt(event: string, told: Told = {}): string {
  const { mrn = '100', visit = 'V1', at = '', from = '', name = 'ORANGE^BLOOD', version = '2.4' } = told
  control += 1
  const when = told.when ?? '20260501080000'
  return [
    `MSH|^~\\&|HIS|GH|WARDROOM|GH|${when}||ADT^${event}|${told.id ?? `C${control}`}|P|${version}|||${told.acks ?? '|'}`,
    `EVN|${event}|${when}`,
    `PID|1||${mrn}^^^HOSP^MR||${name}||19800101|F`,
    `PV1|1|${told.class ?? 'I'}|${at}|||${from}|||||||||||||${visit}`,
    ...(told.more === undefined ? [] : [told.more]),
  ].join('\r')
}
