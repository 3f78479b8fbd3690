/** Gathers the messages of the log into whole transactions. Pure: bytes were read before, nothing is applied here. */
import type { Instant, Lsn } from '../../schema/terms.ts'
import type { LogMessage, RowGone, RowSet } from './pgoutput.ts'

export type { LogRow, RowSet } from './pgoutput.ts'

export type LogChange = RowSet | RowGone | { kind: 'emptied'; table: string }

export interface Transaction {
  /** The end of its commit record: the position from which it is part of every picture. */
  lsn: Lsn
  /** When it was committed, by the database's clock. */
  at: Instant
  changes: LogChange[]
}

export class Gatherer {
  #open: LogChange[] | undefined

  /** Whether a transaction has begun and not ended. */
  get inside(): boolean {
    return this.#open !== undefined
  }

  /**
   * Takes the next message.
   * @returns the transaction it completes, if it is a COMMIT.
   * @throws when messages come in an order the protocol does not allow.
   */
  take(message: LogMessage): Transaction | undefined {
    switch (message.kind) {
      case 'begin':
        this.#open = []
        return undefined
      case 'commit': {
        const changes = this.#within(message)
        this.#open = undefined
        return { lsn: message.lsn, at: message.at, changes }
      }
      case 'set':
      case 'gone':
        this.#within(message).push(message)
        return undefined
      case 'truncate':
        for (const table of message.tables) this.#within(message).push({ kind: 'emptied', table })
        return undefined
    }
  }

  #within({ kind }: LogMessage): LogChange[] {
    if (!this.#open) throw new Error(`pgoutput: ${kind} outside a transaction`)
    return this.#open
  }
}
