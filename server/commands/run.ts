/**
 * The one road to a write: check the input, open the transaction, recognise a repeat, do it, put it on record, commit.
 * Everyone comes this way: people, HL7 messages, the demo. (Device readings have a batch road of their own.)
 */
import pg from 'pg'
import type { z } from 'zod'
import {
  commands,
  type CheckedInput,
  type CommandInput,
  type CommandName,
  type CommandResult,
} from '../../schema/commands/index.ts'
import { mayDo } from '../../schema/access/rights.ts'
import type { Outcome } from '../../schema/outcome.ts'
import type { Instant } from '../../schema/terms.ts'
import { looked } from '../audit/look.ts'
import type { Database, Tx } from '../database/pool.ts'
import { padded } from '../feed/lsn.ts'
import { verbs } from './index.ts'
import { refusalOfConstraint } from './constraints.ts'
import { mustHold, permit } from './permit.ts'
import { tellReceivers } from './interfaces/tell-receivers.ts'
import { Refused } from './refused.ts'
import { retried } from './retried.ts'
import { unstorable } from './unstorable.ts'
import { viewerOf, type By, type Done, type Verb } from './verb.ts'
import { asTold } from './whom-told.ts'

/**
 * Does a command in a transaction of its own.
 * @returns the result with the log position from which screens show it, or the refusal, with nothing changed.
 * @throws what is neither: a bug, or a database that cannot be reached.
 */
export async function run<C extends CommandName>(
  database: Database,
  name: C,
  input: unknown,
  by: By,
): Promise<Outcome<CommandResult<C>>> {
  try {
    const { value, lsn } = await retried(() => database.transaction((tx) => within(tx, name, input, by)))
    return { ok: true, result: value, lsn: padded(lsn) }
  } catch (error) {
    const refused = error instanceof pg.DatabaseError ? await refusalOfConstraint(database, error) : error
    if (!(refused instanceof Refused)) throw error
    await attempted(database, name, refused, by)
    const viewer = viewerOf(by)
    return (viewer ? await asTold(database, viewer, `command/${name}`, refused) : refused).answer()
  }
}

/** That somebody tried what is not for them is on record too. */
async function attempted(database: Database, name: CommandName, { code }: Refused, by: By): Promise<void> {
  const viewer = viewerOf(by)
  if (viewer && code === 'forbidden')
    await looked(database, viewer, { what: `command/${name}`, refused: code, hourly: true })
}

/** Does a command inside a transaction somebody else commits (an HL7 message: stored and applied in one). */
export async function within<C extends CommandName>(
  tx: Tx,
  name: C,
  input: unknown,
  by: By,
): Promise<CommandResult<C>> {
  const viewer = viewerOf(by)
  if (viewer) mustHold(viewer, mayDo[name], name)
  const checked = check(name, input)
  // Every command's input is an object, which its type cannot say here.
  if (viewer) await permit(tx, viewer, { roles: mayDo[name], input: checked as object, what: name })
  const repeated = by.key === undefined ? undefined : await seenBefore(tx, name, checked, by.who, by.key)
  if (repeated) return repeated.result as CommandResult<C> // what this very command answered, read back from its record
  const clock = await tx.row<{ now: Instant }>('select now() as now')
  if (!clock) throw new Error('the database has no time')
  const verb = verbs[name] as Verb<C> // the index's type ties each name to its verb; TypeScript can't carry that through C
  const done = await verb(tx, checked, { by, now: clock.now })
  await recorded(tx, name, checked, by, done)
  await tellReceivers(tx, name, by, done)
  return Object.assign(done.result as object, done.once) as CommandResult<C> // results are objects
}

function check<C extends CommandName>(name: C, input: unknown): CheckedInput<C> {
  const [department = '', verb = ''] = name.split('/')
  const contract = (commands as unknown as Record<string, Record<string, { input: z.ZodType }>>)[
    department
  ]?.[verb] // looked up by text; the name's type vouches for it
  if (!contract) throw new Refused('not-found', `There is no command ${name}.`)
  const parsed = contract.input.safeParse(input)
  const issues = parsed.success
    ? unstorable(parsed.data)
    : parsed.error.issues.map((issue) => ({ field: issue.path.join('.'), rule: issue.message }))
  if (parsed.success && issues.length === 0) return parsed.data as CheckedInput<C>
  const first = issues[0]
  throw new Refused('invalid-input', first ? `${first.field || 'input'}: ${first.rule}` : 'invalid input', {
    issues,
  })
}

/** The record of the same request, if it was done before. The lock makes two at once one after the other. */
async function seenBefore(
  tx: Tx,
  command: string,
  input: unknown,
  who: string,
  key: string,
): Promise<{ result: unknown } | undefined> {
  await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`${who}\n${key}`])
  const act = await tx.row<{ result: unknown; same: boolean }>(
    'select result, command = $3 and input = $4::jsonb as same from act where who = $1 and key = $2',
    [who, key, command, JSON.stringify(input)],
  )
  if (act && !act.same) {
    throw new Refused('key-reused', 'This Idempotency-Key was used for another request. Use a new key.', {
      key,
    })
  }
  return act
}

/**
 * Puts on record who did what. For commands, and for what a door does by itself at somebody's wish (a replay).
 */
export async function recorded(
  tx: Tx,
  command: string,
  input: unknown,
  by: By,
  done: Done<unknown>,
): Promise<void> {
  const viewer = viewerOf(by)
  await tx.rows(
    `insert into act (door, who, command, key, input, result, site, bed_ids, encounter_ids, patient_ids, inbound_id,
                      person_id, token_id)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
    [
      by.door,
      by.who,
      command,
      by.key ?? null,
      JSON.stringify(input),
      JSON.stringify(done.result),
      done.site ?? null,
      done.beds ?? [],
      done.encounters ?? [],
      done.patients ?? [],
      by.inbound_id ?? null,
      viewer?.kind === 'person' ? viewer.id : null,
      viewer?.kind === 'token' ? viewer.id : null,
    ],
  )
}

/** A `run` that knows its database and speaks only in types: what doors and the demo are handed. */
export type Run = <C extends CommandName>(
  name: C,
  input: CommandInput<C>,
  by: By,
) => Promise<Outcome<CommandResult<C>>>
