/** The shape of one command: what it is given, what it must say it did. */
import type { Viewer } from '../../schema/access/viewer.ts'
import type { CheckedInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Door, Instant } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'

interface Asking {
  who: string
  /** The same key from the same person is the same request: done once, answered alike. */
  key?: string
  /** The inbound message this comes from. */
  inbound_id?: number
}

/**
 * Who asks, and by which door. Over HTTP somebody does, who may not do everything; the other doors know their own.
 * `permitted`: it was when it was done (the record, done again).
 */
export type By =
  | (Asking & { door: 'http'; viewer: Viewer | 'permitted' })
  | (Asking & { door: Exclude<Door, 'http'>; viewer?: never })

/** Who it was, for the record. */
export const viewerOf = ({ viewer }: By): Viewer | undefined => (viewer === 'permitted' ? undefined : viewer)

/** What was done, and whose story it belongs to (ids; the audit finds it by them). */
export interface Done<R> {
  result: R
  /** What is answered once and never on record: a secret. */
  once?: Partial<R>
  site?: string
  beds?: readonly number[]
  encounters?: readonly number[]
  patients?: readonly number[]
}

/**
 * One verb: its SQL runs in `tx`, which its caller commits. Throws `Refused` for what may not be; anything else thrown is
 * a bug or a broken world. `now` is the database's time at the start of the transaction.
 */
export type Verb<C extends CommandName> = (
  tx: Tx,
  input: CheckedInput<C>,
  context: { by: By; now: Instant },
) => Promise<Done<CommandResult<C>>>
