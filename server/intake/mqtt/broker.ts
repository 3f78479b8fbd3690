/**
 * The broker inside the server: aedes, which waits in `authorizePublish` for the commit and only then sends PUBACK.
 *
 * Devices speak to it, each under its own name, and nobody listens: it keeps nothing, and relays nothing to anybody. A peer
 * that breaks the protocol is cut; one that sends a payload we refuse is not, or one bad value would silence a sensor.
 */
import { createServer, Socket, type AddressInfo, type Server } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { Aedes, type Client, type ConnectPacket, type PublishPacket } from 'aedes'
import type { Logger } from 'pino'
import type { Stranger } from '../../../schema/stranger.ts'
import { Threshold } from '../../access/threshold.ts'
import type { TlsDoor } from '../../tls/certificate.ts'
import { tlsListener } from '../../tls/listener.ts'
import type { Database } from '../../database/pool.ts'
import { Company } from './company.ts'
import { Guard, Unwelcome, type Speaker } from './guard.ts'
import type { Intake } from './intake.ts'
import { packetLimit } from './packet-limit.ts'

const LIMITS = {
  /** Four times the longest payload taken, so that a sender of too long a one still hears PUBACK, and we keep why. */
  packetBytes: 256 * 1024,
  /** What a peer may leave unread before it is cut. */
  unreadBytes: 1024 * 1024,
  connectMs: 5000,
  /** Longer, and a sensor that died would be believed for too long. */
  keepaliveS: 300,
  drainMs: 10_000,
  /** Packets of one client sent before its CONNACK. */
  beforeConnack: 42,
  clients: 10_000,
  /** Of those, so many who have not signed in yet: a house of sensors comes back all at once, and signs in at once. */
  strangers: { most: 2000, mostOfOne: 1000 },
} as const

/** Where aedes relays what has been taken: nobody may subscribe to it. */
const NOWHERE = '$taken'

export interface BrokerOptions {
  database: Database
  intake: Intake
  /** The line in plain. */
  host: string
  port: number
  /** The encrypted one beside it. */
  tls?: { host: string; port: number; door: TlsDoor } | undefined
  log: Logger
  /** Told of each who comes as somebody they are not. */
  refused?: ((stranger: Stranger) => void) | undefined
}

export class Broker {
  readonly stats = { clients: 0, cut: 0 }
  /** Who is connected; told by the log of what has ended. */
  readonly company = new Company<Client>((client) => {
    this.#options.log.warn({ client: client.id }, 'mqtt peer cut: its credential is over')
    client.close()
  })
  readonly #options: BrokerOptions
  readonly #guard: Guard
  /** What a peer said it is, until it has proved it. */
  readonly #claims = new WeakMap<Client, ConnectPacket>()
  readonly #speakers = new WeakMap<Client, Speaker>()
  #aedes: Aedes | undefined
  readonly #servers: Server[] = []
  #closed: Promise<unknown> | undefined
  readonly #sockets = new Set<Socket>()
  readonly #strangers = new Threshold<Socket>(LIMITS.strangers, (socket) => {
    this.stats.cut++
    socket.destroy()
  })
  #stopping = false

  constructor(options: BrokerOptions) {
    this.#options = options
    this.#guard = new Guard(options.database, options.log, options.refused ?? (() => undefined))
  }

  /** @returns the port, when 0 was asked for. @throws when the port is taken (EADDRINUSE). */
  async start(): Promise<{ port: number }> {
    const { host, port, log } = this.#options
    const aedes = await Aedes.createBroker({
      connectTimeout: LIMITS.connectMs,
      keepaliveLimit: LIMITS.keepaliveS,
      drainTimeout: LIMITS.drainMs,
      queueLimit: LIMITS.beforeConnack,
      preConnect: (client, packet, done) => {
        packet.clean = true // nobody subscribes, so there is nothing to keep (and aedes would not bound it: its issue 1087)
        this.#claims.set(client, { ...packet })
        // One name, one connection: who names no client id has that of their user name too.
        packet.clientId ||= packet.username ?? ''
        done(null, true)
      },
      authenticate: (client, _user, _password, done) =>
        void this.#signIn(client).then(
          () => done(null, true),
          (error: unknown) => done(refusalOf(error), false),
        ),
      authorizePublish: (client, packet, done) =>
        void this.#publish(client, packet).then(() => done(null), done),
      // Sensors have nothing to hear, and others have no business here.
      authorizeSubscribe: (_client, _subscription, done) => done(null, null),
    })
    this.#aedes = aedes
    // EventEmitter's `error` is not in aedes' types; unheard, it would end the process.
    ;(aedes as NodeJS.EventEmitter).on('error', (err: unknown) => log.error({ err }, 'mqtt broker'))
    aedes.on('client', () => void this.stats.clients++)
    aedes.on('clientDisconnect', (client) => {
      this.stats.clients--
      this.company.left(client)
    })
    aedes.on('clientError', (client, error) => this.#onCut(client, error))
    aedes.on('connectionError', (client, error) => this.#onCut(client, error))
    const server = createServer((socket) => this.#connected(aedes, socket))
    const address = await this.#listen(server, host, port).catch((error: unknown) => {
      aedes.close()
      throw error
    })
    return address
  }

  /** The encrypted line, once the broker runs, where there is to be one. @throws as `start` does */
  async startTls(): Promise<{ port: number } | undefined> {
    const { tls, log } = this.#options
    const aedes = this.#aedes
    if (!tls || !aedes) return undefined
    const server = tlsListener({
      tls: tls.door,
      accepted: (socket) => {
        if (isImpostor(socket)) socket.destroy(new Error('its certificate is not from whom we believe'))
        else this.#connected(aedes, socket)
      },
      refused: (refusal) => log.info(refusal, 'mqtt peer refused: no TLS we take'),
    })
    return this.#listen(server, tls.host, tls.port)
  }

  async #listen(server: Server, host: string, port: number): Promise<{ port: number }> {
    server.maxConnections = LIMITS.clients
    const address = await listening(server, host, port)
    this.#servers.push(server)
    return { port: address.port }
  }

  /** Takes no more; what is being written can still be acknowledged. */
  quiesce(): void {
    if (this.#stopping) return
    this.#stopping = true
    this.#closed = Promise.all(
      this.#servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))),
    )
  }

  /** Cuts everybody. Their last wills are not believed: it is we who went. */
  async stop(): Promise<void> {
    this.quiesce()
    this.company.stop()
    const aedes = this.#aedes
    if (aedes && !aedes.closed) await new Promise<void>((resolve) => aedes.close(() => resolve()))
    for (const socket of this.#sockets) socket.destroy()
    await this.#closed
  }

  #connected(aedes: Aedes, socket: Socket): void {
    this.#sockets.add(socket)
    this.#strangers.came(socket, socket.remoteAddress)
    socket.once('close', () => {
      this.#strangers.left(socket)
      this.#sockets.delete(socket)
    })
    socket.setNoDelay(true)
    const withinLimit = packetLimit(LIMITS.packetBytes)
    // Beside aedes' `readable`, which stays in charge of the flow, `data` shows each chunk as it is read.
    socket.on('data', (chunk: Buffer) => {
      if (!withinLimit(chunk)) socket.destroy(new Error(`a packet above ${LIMITS.packetBytes} bytes`))
    })
    neverWaitFor(aedes.handle(socket), socket)
  }

  /** Settles when the message is durable and may be acknowledged. Rejects to cut the peer, unacknowledged. */
  async #publish(client: Client | null, packet: PublishPacket): Promise<void> {
    if (this.#stopping) throw new Error('the server is stopping')
    const { topic } = packet
    const speaker = client === null ? undefined : this.#speakers.get(client)
    if (!speaker) throw new Error('nobody who has proved who they are')
    // A closed client's message is its last will: nobody waits for it, and it counts all the same.
    const wanted = client === null || client.closed ? undefined : () => !client.closed
    await this.#options.intake.take(topic, bytesOf(packet.payload), { wanted, speaker: speaker.user })
    if (topic.startsWith('$')) throw new Error(`${topic.slice(0, 40)} is not for clients`)
    // Nobody listens, and what is retained would come back after a restart as if it were news.
    packet.topic = NOWHERE
    packet.payload = ''
    packet.retain = false
  }

  /** @throws Unwelcome */
  async #signIn(client: Client): Promise<void> {
    const claims = this.#claims.get(client)
    if (!claims) throw new Error('it never said who it is')
    const speaker = await this.#guard.signIn(claims, addressOf(client))
    this.#claims.delete(client)
    if (!this.company.joined(client, speaker)) throw new Unwelcome('credential', 'revoked just now')
    this.#speakers.set(client, speaker)
    if (client.conn instanceof Socket) this.#strangers.left(client.conn)
  }

  #onCut(client: Client, error: Error): void {
    if (this.#stopping || error.message === 'connection closed') return
    this.stats.cut++
    this.#options.log.info({ client: client.id, reason: error.message }, 'mqtt peer cut')
  }
}

/**
 * aedes delivers to one subscriber after the other and waits for the slow ones (`waitForDrain`), and with them waits
 * whoever published. Here nobody waits: what a peer leaves unread gathers in its own socket, and above a limit it is cut.
 */
function neverWaitFor(client: Client, socket: Socket): void {
  Object.assign(client, {
    waitForDrain: (done: (error: Error | null, client: Client) => void) => {
      if (socket.writableLength > LIMITS.unreadBytes) {
        socket.destroy(new Error(`it left more than ${LIMITS.unreadBytes} bytes unread`))
      }
      setImmediate(done, null, client)
    },
  })
}

const addressOf = ({ conn }: Client): string | undefined =>
  'remoteAddress' in conn && typeof conn.remoteAddress === 'string' ? conn.remoteAddress : undefined

/** In the form aedes makes a CONNACK of; what we did not foresee is no fault of the device's. */
const refusalOf = (error: unknown): Unwelcome =>
  error instanceof Unwelcome
    ? error
    : new Unwelcome('unavailable', error instanceof Error ? error.message : 'no reason given')

/** A device need not show a certificate; one that it shows must be good. */
const isImpostor = (socket: TLSSocket): boolean =>
  socket.getPeerX509Certificate() !== undefined && !socket.authorized

function listening(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      const address = server.address()
      if (address !== null && typeof address === 'object') resolve(address)
      else reject(new Error('the broker listens on no port'))
    })
  })
}

const bytesOf = (payload: string | Buffer): Uint8Array =>
  typeof payload === 'string' ? Buffer.from(payload) : payload
