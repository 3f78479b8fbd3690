/** How a screen comes back to its server, without all screens of a hospital coming in one moment. */
import type { Manager } from 'socket.io-client'

/** WebSocket first; a proxy that does not let it through still gets long polling. */
export const RECONNECTING = {
  transports: ['websocket', 'polling'],
  tryAllTransports: true,
  reconnectionDelay: 250,
  reconnectionDelayMax: 3000,
  randomizationFactor: 1, // anything between nothing and twice the delay
}

/** A server welcomes this many a second with ease, each with its pictures. */
const RETURNING_A_SECOND = 20
/**
 * Pulses for which a crowd is remembered: a server that has just come back says how many have found it so far, not how many
 * will. All come back sooner than that.
 */
const REMEMBERED = 30
/** So often in vain, a way that had WebSockets may have lost them. */
const TRIES = 5

type Returned = Pick<Manager, 'on' | 'opts' | 'engine' | 'reconnectionDelay' | 'reconnectionDelayMax'>

export class Returning {
  readonly #manager: Returned
  readonly #random: () => number
  readonly #crowd: number[] = []
  #proven = false

  constructor(manager: Returned, random: () => number = Math.random) {
    this.#manager = manager
    this.#random = random
    manager.on('open', () => {
      this.#proven ||= manager.engine.transport.name === 'websocket'
      this.#mayPoll(!this.#proven)
    })
    manager.on('reconnect_attempt', (nth) => {
      this.#mayPoll(!this.#proven || nth > TRIES)
      this.#spread({ again: true })
    })
  }

  /** Each pulse says how many screens there are; all lose their server at once, and each then waits by chance. */
  heard(screens: number): void {
    this.#crowd.push(screens)
    if (this.#crowd.length > REMEMBERED) this.#crowd.shift()
    this.#spread({ again: false })
  }

  /**
   * The first wait is drawn from all the time the crowd needs, and cut short for nobody: else those who drew the longest would meet
   * half way. Who finds the server gone asks again within the same time, not ever later; there the longest wait is by chance too: as a
   * fixed one it would be drawn so often that all meet at it.
   */
  #spread({ again }: { again: boolean }): void {
    const wanted = (Math.max(0, ...this.#crowd) / RETURNING_A_SECOND / 2) * 1000
    const delay = Math.max(RECONNECTING.reconnectionDelay, wanted)
    const longest = Math.max(RECONNECTING.reconnectionDelayMax, 2 * delay)
    this.#manager.reconnectionDelay(delay)
    this.#manager.reconnectionDelayMax(again ? longest * (0.5 + this.#random() / 2) : longest)
  }

  /**
   * A server that is just gone refuses a WebSocket, and a moment later may be there for polling: a screen that took that would
   * poll for as long as the server lives. Where WebSockets have worked they are waited for.
   */
  #mayPoll(may: boolean): void {
    this.#manager.opts.tryAllTransports = may
  }
}
