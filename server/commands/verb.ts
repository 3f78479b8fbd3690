/** The shape of one command: what it is given, what it must say it did. */
import type { CheckedInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import type { Door, Instant } from '../../schema/terms.ts'
import type { Tx } from '../database/pool.ts'

/** Who asks, and by which door. */
export interface By {
  door: Door
  who: string
  /** The same key from the same person is the same request: done once, answered alike. */
  key?: string
  /** The inbound message this comes from. */
  inbound_id?: number
}

/** What was done, and whose story it belongs to (ids; the audit finds it by them). */
export interface Done<R> {
  result: R
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
