/**
 * A TCP server that speaks MLLP: takes messages off connections one at a time, each connection in its own order, and
 * sends what its handler answers. What is read is bounded, what is not read by the peer is bounded: nothing waits in
 * memory but the message being handled and the packet it came in.
 */
import { once } from 'node:events'
import { createServer, type AddressInfo, type Server, type ServerOpts, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { Logger } from 'pino'
import { isGone } from '../../database/patience.ts'
import type { TlsDoor } from '../../tls/certificate.ts'
import { tlsListener } from '../../tls/listener.ts'
import { Threshold, type ThresholdLimits } from '../../access/threshold.ts'
import { saysNoRoom } from '../../database/room.ts'
import { Deframer, framed, type FrameEvent, type FrameLimits } from './frames.ts'
import type { Answers, Frame } from './intake.ts'

export interface MllpLimits extends FrameLimits {
  connections: number
  /** Of those, so many of whom nothing has been taken yet, in all and from one address. */
  strangers: ThresholdLimits
  /** From the connection to the first message. */
  firstMessageMs: number
  /** Between two packets of one message. */
  stalledMs: number
  /** Between two messages. Interfaces are quiet at night, and not every sender opens a lost connection again by itself. */
  idleMs: number
  /** For the peer to take its answer. */
  unreadMs: number
}

export const MLLP_LIMITS: MllpLimits = {
  messageBytes: 5 * 1024 * 1024,
  garbageBytes: 65_536,
  connections: 200,
  strangers: { most: 100, mostOfOne: 50 },
  firstMessageMs: 30_000,
  stalledMs: 30_000,
  idleMs: 24 * 3600_000,
  unreadMs: 30_000,
}

/** Dead peers are asked for a sign of life after this. */
const KEEPALIVE_MS = 60_000
/** How long the door takes to close: for the message under way, and for the peer to read its answer. */
const GOODBYE_MS = 2_000

/** Who is at the other end, as the connection itself tells. */
export interface MllpPeer {
  address: string
  /** "address:port", for the log. */
  name: string
  /** Of the certificate it showed: SHA-256, in pairs of hex digits with colons between. */
  fingerprint: string | undefined
}

/** @param stop aborted when the door closes: the message under way is the last one wanted */
type Handler = (frame: Frame, peer: MllpPeer, stop: AbortSignal) => Promise<Answers>

export interface MllpOptions {
  port: number
  host: string
  /** With it the line is encrypted, and nothing else is understood. */
  tls?: TlsDoor | undefined
  limits: MllpLimits
  handle: Handler
  log: Logger
}

const ACCEPTED: ServerOpts = {
  allowHalfOpen: true,
  keepAlive: true,
  keepAliveInitialDelay: KEEPALIVE_MS,
  noDelay: true,
}

export class MllpServer {
  readonly #options: MllpOptions
  readonly #connections = new Map<Connection, Promise<void>>()
  readonly #strangers: Threshold<Connection>
  #server: Server | undefined

  constructor(options: MllpOptions) {
    this.#options = options
    this.#strangers = new Threshold(options.limits.strangers, (connection) => connection.makeRoom())
  }

  /** @throws the listening error as it is (EADDRINUSE, EACCES) */
  async start(): Promise<{ port: number }> {
    const { port, host, limits, log } = this.#options
    const server = this.#listener()
    server.maxConnections = limits.connections
    server.on('drop', (dropped) =>
      log.warn({ peer: dropped?.remoteAddress }, 'hl7 connection refused: too many'),
    )
    server.listen(port, host)
    await once(server, 'listening') // rejects with the server's 'error'
    server.on('error', (error) => log.error({ err: error }, 'hl7 listener'))
    this.#server = server
    return { port: (server.address() as AddressInfo).port } // a TCP listener's address is never a string
  }

  /**
   * Takes no new connection, answers the message under way, then closes: within two seconds, whatever hangs. What was
   * not answered, its sender still has.
   */
  async stop(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    for (const connection of this.#connections.keys()) connection.finish()
    let late: NodeJS.Timeout | undefined
    const abandoned = new Promise<void>((resolve) => {
      late = setTimeout(() => {
        for (const connection of this.#connections.keys()) connection.abandon()
        resolve()
      }, GOODBYE_MS)
    })
    await Promise.race([Promise.all(this.#connections.values()), abandoned])
    clearTimeout(late)
    await closed
  }

  #listener(): Server {
    const { tls, log } = this.#options
    const accepted = (socket: Socket): void => this.#accept(socket)
    if (!tls) return createServer(ACCEPTED, accepted)
    return tlsListener({
      tls,
      options: ACCEPTED,
      accepted,
      refused: (refusal) => log.warn(refusal, 'hl7 connection refused: no TLS we take'),
    })
  }

  #accept(socket: Socket): void {
    const { limits, handle, log } = this.#options
    const taken = (): void => this.#strangers.left(connection)
    const connection = new Connection(socket, { limits, handle, log, taken })
    const served = connection.serve().finally(() => {
      this.#strangers.left(connection)
      this.#connections.delete(connection)
    })
    this.#connections.set(connection, served)
    this.#strangers.came(connection, socket.remoteAddress)
  }
}

/** One peer. It is read only while nothing of it is being handled, so TCP itself holds a fast sender back. */
class Connection {
  readonly #socket: Socket
  readonly #limits: MllpLimits
  readonly #handle: Handler
  readonly #peer: MllpPeer
  readonly #log: Logger
  readonly #stop = new AbortController()
  readonly #taken: () => void
  #busy = false
  /** Nothing of it has been taken yet: it may be anybody. */
  #stranger = true
  /** Running while the peer has not taken its answer. */
  #unread: NodeJS.Timeout | undefined

  constructor(
    socket: Socket,
    { limits, handle, log, taken }: { limits: MllpLimits; handle: Handler; log: Logger; taken: () => void },
  ) {
    this.#socket = socket
    this.#taken = taken
    this.#limits = limits
    this.#handle = handle
    this.#peer = peerOf(socket)
    this.#log = log.child({ peer: this.#peer.name })
  }

  /** Until the connection is closed, by whomever. Never throws. */
  async serve(): Promise<void> {
    const socket = this.#socket
    const deframer = new Deframer(this.#limits)
    const first = setTimeout(() => this.#cut('no message came'), this.#limits.firstMessageMs)
    socket.on('timeout', () => this.#cut(deframer.inMessage ? 'a message was not ended' : 'idle'))
    socket.on('error', () => undefined) // its iterator below throws it too; this keeps a late one from ending the process
    try {
      for await (const chunk of chunksOf(socket)) {
        socket.setTimeout(0)
        for (const event of deframer.push(chunk)) {
          if (deframer.begun) clearTimeout(first)
          if (!(await this.#answer(event))) return
        }
        if (deframer.begun) clearTimeout(first)
        if (this.#finishing) return
        socket.setTimeout(deframer.inMessage ? this.#limits.stalledMs : this.#idleMs)
      }
      if (deframer.inMessage) this.#log.warn('hl7 connection closed in the middle of a message')
    } catch (error) {
      if (!socket.destroyed) this.#log.error({ err: error }, 'hl7 connection closed without an answer')
    } finally {
      clearTimeout(first)
      socket.setTimeout(0)
      await this.#close()
    }
  }

  /** Close when what is being handled now has been answered; at once when nothing is. */
  finish(): void {
    this.#stop.abort()
    if (!this.#busy) this.#socket.destroy()
  }

  /** Close now: it took too long. */
  abandon(): void {
    this.#cut('the door closes')
  }

  /** Others come, and nobody knows this one. */
  makeRoom(): void {
    this.#cut('too many stand at the door of whom nothing was taken')
  }

  /** Whoever is refused all they send has no business to stay. */
  get #idleMs(): number {
    return this.#stranger ? this.#limits.firstMessageMs : this.#limits.idleMs
  }

  get #finishing(): boolean {
    return this.#stop.signal.aborted
  }

  /** @returns whether the connection goes on */
  async #answer(event: FrameEvent): Promise<boolean> {
    if (event.kind === 'garbage') {
      this.#cut(event.what)
      return false
    }
    this.#busy = true
    try {
      const { answers, cut, welcome } = await this.#handle(frameOf(event), this.#peer, this.#stop.signal)
      if (welcome && this.#stranger) {
        this.#stranger = false
        this.#taken()
      }
      for (const bytes of answers) await this.#send(framed(bytes))
      if (cut && !this.#finishing) this.#log.warn('hl7 connection closed: nothing sensible came')
      return !cut && !this.#finishing && !this.#socket.destroyed
    } catch (error) {
      if (!this.#socket.destroyed) {
        // Each is said once, elsewhere; senders come again at once.
        if (!isGone(error) && !saysNoRoom(error))
          this.#log.error(
            { err: error },
            'hl7 message not stored; the connection is closed without an answer',
          )
        this.#socket.destroy()
      }
      return false
    } finally {
      this.#busy = false
    }
  }

  /** Waits until the peer has taken it, so that answers nobody reads do not pile up. */
  async #send(bytes: Buffer): Promise<void> {
    const socket = this.#socket
    if (socket.destroyed) return
    this.#expectRead(this.#limits.unreadMs)
    await new Promise<void>((resolve) => {
      const done = (): void => {
        socket.off('close', done)
        resolve()
      }
      socket.once('close', done)
      socket.write(bytes, done)
    })
    clearTimeout(this.#unread)
    this.#unread = undefined
  }

  /** Not the socket's own timeout: what the peer sends meanwhile would put that off. */
  #expectRead(withinMs: number): void {
    clearTimeout(this.#unread)
    this.#unread = setTimeout(() => this.#cut('answers are not read'), withinMs)
  }

  #cut(why: string): void {
    if (this.#socket.destroyed) return
    this.#log.warn({ why }, 'hl7 connection cut')
    this.#socket.destroy()
  }

  /**
   * Lets the last answer leave: what the peer still sends is read and dropped until it hangs up too, because closing on
   * unread bytes makes TCP reset the connection, and a reset takes the answer with it.
   */
  async #close(): Promise<void> {
    const socket = this.#socket
    if (socket.closed) return
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const late = setTimeout(() => socket.destroy(), GOODBYE_MS)
    socket.end()
    socket.resume()
    await closed
    clearTimeout(late)
  }
}

function peerOf(socket: Socket): MllpPeer {
  const address = socket.remoteAddress ?? '?'
  const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined
  return { address, name: `${address}:${socket.remotePort ?? '?'}`, fingerprint: shown?.fingerprint256 }
}

/** The bytes as they come; leaving the loop leaves the socket open. No encoding is set, so the chunks are Buffers. */
function chunksOf(socket: Socket): AsyncIterable<Buffer> {
  return socket.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>
}

function frameOf(event: Exclude<FrameEvent, { kind: 'garbage' }>): Frame {
  switch (event.kind) {
    case 'message':
      return { bytes: event.bytes }
    case 'unended':
      return { bytes: event.bytes, flaw: 'no end block' }
    case 'too large':
      return { bytes: event.bytes, flaw: 'too large' }
  }
}
