/** The HL7 v2 door: MLLP in, acknowledgements out. */
import type { Logger } from 'pino'
import type { Database } from '../../database/pool.ts'
import { receiveHl7 } from './intake.ts'
import { MLLP_LIMITS, MllpServer, type MllpLimits } from './mllp.ts'

export class MllpDoor {
  readonly #server: MllpServer

  /** @param limits what differs from MLLP_LIMITS */
  constructor({
    database,
    port,
    host,
    log,
    limits = {},
  }: {
    database: Database
    port: number
    host: string
    log: Logger
    limits?: Partial<MllpLimits>
  }) {
    this.#server = new MllpServer({
      port,
      host,
      log,
      limits: { ...MLLP_LIMITS, ...limits },
      handle: (frame, peer, stop) => receiveHl7(database, frame, { peer, log, stop }),
    })
  }

  /** @throws the listening error as it is (EADDRINUSE, EACCES) */
  start(): Promise<{ port: number }> {
    return this.#server.start()
  }

  /**
   * Answers the message under way first, for at most two seconds. What was not answered its sender still has; what it
   * sends again is known if it was taken all the same.
   */
  stop(): Promise<void> {
    return this.#server.stop()
  }
}
