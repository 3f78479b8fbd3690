/** The HL7 v2 door: MLLP in, acknowledgements out. */
import type { Logger } from 'pino'
import type { Stranger } from '../../../schema/stranger.ts'
import type { Database } from '../../database/pool.ts'
import type { TlsDoor } from '../../tls/certificate.ts'
import type { Strangers } from './allowed.ts'
import { receiveHl7, type Frame } from './intake.ts'
import { MLLP_LIMITS, MllpServer, type MllpLimits, type MllpPeer } from './mllp.ts'

export interface MllpDoorOptions {
  database: Database
  /** The line in plain. */
  host: string
  port: number
  /** The encrypted one beside it. */
  tls?: { host: string; port: number; door: TlsDoor } | undefined
  /** Whose messages are taken of those that nobody has set. */
  strangers?: Strangers
  /** Told of each message of somebody else. */
  refused?: ((stranger: Stranger) => void) | undefined
  log: Logger
  /** What differs from MLLP_LIMITS. */
  limits?: Partial<MllpLimits>
}

export class MllpDoor {
  readonly #plain: MllpServer
  readonly #tls: MllpServer | undefined

  constructor({
    database,
    host,
    port,
    tls,
    log,
    strangers = 'this-machine',
    refused,
    limits = {},
  }: MllpDoorOptions) {
    const common = {
      log,
      limits: { ...MLLP_LIMITS, ...limits },
      handle: (frame: Frame, peer: MllpPeer, stop: AbortSignal) =>
        receiveHl7(database, frame, { peer, strangers, log, stop, ...(refused && { refused }) }),
    }
    this.#plain = new MllpServer({ ...common, host, port })
    this.#tls = tls && new MllpServer({ ...common, host: tls.host, port: tls.port, tls: tls.door })
  }

  /** @throws the listening error as it is (EADDRINUSE, EACCES) */
  start(): Promise<{ port: number }> {
    return this.#plain.start()
  }

  /** The encrypted line, where there is one. @throws as `start` does */
  async startTls(): Promise<{ port: number } | undefined> {
    return this.#tls?.start()
  }

  /**
   * Answers the message under way first, for at most two seconds. What was not answered its sender still has; what it
   * sends again is known if it was taken all the same.
   */
  async stop(): Promise<void> {
    await Promise.all([this.#plain.stop(), this.#tls?.stop()])
  }
}
