/** Gathers pgoutput's messages into whole transactions. Pure: bytes were decoded before, nothing is applied here. */
import type { Pgoutput } from 'pg-logical-replication'
import type { Instant, Lsn } from '../../schema/terms.ts'
import { padded } from './lsn.ts'

/** A row as the log has it. A column that is undefined was large and did not change (TOAST). */
export type LogRow = Record<string, unknown>

export type LogChange =
  | {
      kind: 'set'
      table: string
      row: LogRow
      /** The key it had; given when that may have changed. */ oldKey?: LogRow
    }
  | { kind: 'gone'; table: string; key: LogRow }
  | { kind: 'emptied'; table: string }

export interface Transaction {
  /** The end of its commit record: the position from which it is part of every picture. */
  lsn: Lsn
  /** When it was committed, by the database's clock. */
  at: Instant
  changes: LogChange[]
}

export class Gatherer {
  #open: LogChange[] | undefined

  /**
   * Takes the next message.
   * @returns the transaction it completes, if it is a COMMIT.
   * @throws when messages come in an order the protocol does not allow.
   */
  take(message: Pgoutput.Message): Transaction | undefined {
    switch (message.tag) {
      case 'begin':
        this.#open = []
        return undefined
      case 'commit': {
        const changes = this.#within('commit')
        this.#open = undefined
        if (message.commitEndLsn === null) throw new Error('a commit without an end position')
        return {
          lsn: padded(message.commitEndLsn),
          at: instantOfMicroseconds(message.commitTime.toString()),
          changes,
        }
      }
      case 'insert':
        this.#within('insert').push({ kind: 'set', table: message.relation.name, row: message.new })
        return undefined
      case 'update': {
        // The old key is here when it changed; the whole old row when somebody set REPLICA IDENTITY FULL (for a reader of theirs).
        const oldKey = message.key ?? message.old
        this.#within('update').push({
          kind: 'set',
          table: message.relation.name,
          row: message.new,
          ...(oldKey && { oldKey }),
        })
        return undefined
      }
      case 'delete':
        // Replica identity DEFAULT: only the key is here; the mirror knows what the row was.
        this.#within('delete').push({
          kind: 'gone',
          table: message.relation.name,
          key: message.key ?? message.old ?? {},
        })
        return undefined
      case 'truncate':
        for (const relation of message.relations)
          this.#within('truncate').push({ kind: 'emptied', table: relation.name })
        return undefined
      case 'relation': // the decoder remembers the columns itself, also when one is added while we run
      case 'type':
      case 'origin':
      case 'message':
        return undefined
    }
  }

  #within(what: string): LogChange[] {
    if (!this.#open) throw new Error(`pgoutput: ${what} outside a transaction`)
    return this.#open
  }
}

/** Microseconds since 1970, as digits (the decoder's types say BigInt, the wrapper object) → RFC 3339 with milliseconds. */
function instantOfMicroseconds(digits: string): Instant {
  return new Date(Number(BigInt(digits) / 1000n)).toISOString()
}
