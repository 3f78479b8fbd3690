/** How the server ends: what was started is stopped, latest first, when it is told to or cannot start. */
import type { Logger } from 'pino'

/** A part that hangs must not keep the machine from going down; what was acknowledged is durable already. */
const PATIENCE_MS = 20_000
const SAME_SIGNAL_MS = 1000

export class Ending {
  readonly #undo: { what: string; how: () => Promise<unknown> }[] = []
  #begun: Promise<void> | undefined
  #told = 0

  /** Something was started: `how` undoes it. What fails to stop is said, and does not keep the rest from stopping. */
  after(what: string, how: () => Promise<unknown>): void {
    this.#undo.push({ what, how })
  }

  /** Told to end: nobody new should come here. */
  get begun(): boolean {
    return this.#begun !== undefined
  }

  /** @throws when we were told to stop while we start. */
  goOn(): void {
    if (this.#begun) throw new Error('told to stop')
  }

  /** Stops all that was started. */
  async stop(log: Logger | undefined): Promise<void> {
    for (let part = this.#undo.pop(); part; part = this.#undo.pop()) {
      try {
        await part.how()
      } catch (err) {
        log?.warn({ err }, `${part.what} did not stop cleanly`)
      }
    }
  }

  /** From now on a signal ends the server. @param starting settles when it has started, or failed to */
  onSignals(log: Logger, starting: () => Promise<void>): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, () => {
        // Told again, later: at once; the next start clears up. (One Ctrl-C comes twice: from the terminal and from npm.)
        if (this.#begun && performance.now() - this.#told > SAME_SIGNAL_MS) process.exit(1)
        if (this.#begun) return
        this.#told = performance.now()
        const began = performance.now()
        log.info({}, 'stopping')
        // A part that is just starting is let come to the point from where it can be stopped.
        this.#begun = starting()
          .catch(() => undefined)
          .then(() => this.stop(log))
          .then(() => log.info({ ms: Math.round(performance.now() - began) }, 'stopped'))
          .then(() => process.exit(0))
        setTimeout(() => {
          log.error({}, `still not stopped after ${PATIENCE_MS} ms; ending anyway`)
          process.exit(1)
        }, PATIENCE_MS).unref()
      })
    }
    process.on('unhandledRejection', (err) => log.error({ err }, 'a promise failed and nobody heard'))
  }
}
