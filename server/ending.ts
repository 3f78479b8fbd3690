/** How the server ends: what was started is stopped, latest first, when it is told to or cannot start. */
import type { Logger } from 'pino'

/** A part that hangs must not keep the machine from going down; what was acknowledged is durable already. */
const PATIENCE_MS = 20_000
const SAME_SIGNAL_MS = 1000

interface Part {
  what: string
  how: () => Promise<unknown>
  beside: boolean
}

export class Ending {
  readonly #undo: Part[] = []
  #begun: Promise<void> | undefined
  #told = 0

  /**
   * Something was started: `how` undoes it. What fails to stop is said, and does not keep the rest from stopping.
   * @param beside parts one after the other that are so stop at the same time
   */
  after(what: string, how: () => Promise<unknown>, { beside = false } = {}): void {
    this.#undo.push({ what, how, beside })
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
    const stopped = async ({ what, how }: Part): Promise<void> => {
      try {
        await how()
      } catch (err) {
        log?.warn({ err }, `${what} did not stop cleanly`)
      }
    }
    for (let part = this.#undo.pop(); part; part = this.#undo.pop()) {
      const together = [part]
      while (part.beside && this.#undo.at(-1)?.beside === true) together.push(...this.#undo.splice(-1))
      await Promise.all(together.map(stopped))
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
        log.info({ event: 'stopping' }, 'stopping')
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
    // It ends with it: what state it is in, nobody knows. Whoever watches over it starts it again.
    process.on('uncaughtExceptionMonitor', (err) => log.fatal({ err }, 'broken; the server ends'))
    process.on('unhandledRejection', (err) => log.error({ err }, 'a promise failed and nobody heard'))
  }
}
