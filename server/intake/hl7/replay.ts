/** Quarantined messages taken up again: the same bytes, by the settings of now, each in one transaction. */
import type { Logger } from 'pino'
import { grantsOf, siteListOf } from '../../../schema/access/may.ts'
import { mayElse } from '../../../schema/access/rights.ts'
import type { RefusalAnswer } from '../../../schema/outcome.ts'
import { REPLAY_MOST, type ReplayInput, type ReplayResult } from '../../../schema/replay.ts'
import { Refused } from '../../commands/refused.ts'
import { retried } from '../../commands/retried.ts'
import { recorded } from '../../commands/run.ts'
import { viewerOf, type By } from '../../commands/verb.ts'
import type { Database, Tx } from '../../database/pool.ts'
import type { MessageOutcome } from '../../../schema/terms.ts'
import type { AckCode } from './acknowledge.ts'
import { personIn } from './adt.ts'
import { outcomeOf } from './outcome.ts'
import { read } from './read.ts'
import { seenBefore, settle } from './store.ts'

/** A request is answered in seconds: what is not done by then is `left`. */
const REPLAY_MS = 8000

/**
 * Takes up one message, or all of a sender that stand for one reason together with what was quarantined later about the
 * same patients. In the order of receipt, one after the other, so each patient's messages keep theirs. What is not
 * quarantined any more is passed over, and so is what is of no site of theirs. Each replay is an act of who asked.
 * @returns a refusal when there is no such message, or it is not quarantined
 */
export async function replayHl7(
  database: Database,
  input: ReplayInput,
  by: By,
  log: Logger,
): Promise<{ ok: true; result: ReplayResult } | RefusalAnswer> {
  const viewer = viewerOf(by)
  const sites = viewer ? siteListOf(grantsOf(viewer.grants, mayElse.replay)) : null
  const ids = 'key' in input ? [Number(input.key.slice(1))] : await meant(database, input, sites)
  const result: ReplayResult = {
    tried: 0,
    applied: 0,
    stored: 0,
    quarantined: 0,
    left: Math.max(0, ids.length - REPLAY_MOST),
  }
  const patience = performance.now() + REPLAY_MS
  for (const [nth, id] of ids.slice(0, REPLAY_MOST).entries()) {
    if (performance.now() > patience) {
      result.left = ids.length - nth
      break
    }
    const done = await retried(() => database.transaction((tx) => again(tx, id, { by, sites, log })))
    if (done.value === undefined) continue
    result.tried += 1
    if (done.value !== 'refused') result[done.value] += 1
  }
  if (result.tried > 0) return { ok: true, result }
  return new Refused('not-found', 'Nothing that is quarantined is meant by this.').answer()
}

/** The message once more. @returns undefined when it is not quarantined (any more) */
async function again(
  tx: Tx,
  inboundId: number,
  { by, sites, log }: { by: By; sites: string[] | null; log: Logger },
): Promise<MessageOutcome | undefined> {
  const row = await tx.row<{ raw: Buffer; hash: Buffer; repeats: number; answer: string | null }>(
    `select raw, hash, repeats, answer from inbound where inbound_id = $1 and outcome = 'quarantined'
        and ($2::text[] is null or site = any ($2))`,
    [inboundId, sites],
  )
  if (!row) return undefined
  const { message, header, sender } = await read(tx, row.raw)
  const known = await seenBefore(tx, { header, hash: row.hash, refused: false })
  if (known.earlier?.outcome !== 'quarantined') return undefined // its sender resent it just now
  const arrived = { message, header, sender, inbound_id: inboundId, log }
  const { outcome, verdict, note } = await outcomeOf(tx, arrived, { ...known, refusal: undefined })
  const problem = 'problem' in verdict ? verdict.problem : undefined
  const reason = problem?.text ?? note ?? null
  await settle(tx, inboundId, {
    site: sender?.site,
    outcome,
    reason,
    unplaced: problem?.unplaced,
    // What its sender was answered stays what it was answered; nothing else is ever written there.
    codes: row.answer === null ? [] : (row.answer.split(' ') as AckCode[]),
    repeats: row.repeats,
  })
  await recorded(
    tx,
    'interfaces/replay',
    { inbound_id: inboundId },
    { ...by, inbound_id: inboundId },
    {
      result: { outcome, reason },
      ...(sender && { site: sender.site }),
    },
  )
  return outcome
}

/** Those with the reason, and of the same sender all that came later about the same patients. */
async function meant(
  database: Database,
  { reason, application, facility, site }: Extract<ReplayInput, { reason: string }>,
  sites: string[] | null,
): Promise<number[]> {
  const rows = await database.rows<{ inbound_id: number; reason: string; raw: Buffer }>(
    `select inbound_id, reason, raw from inbound
      where outcome = 'quarantined' and application = $1 and facility = $2 and ($4::text is null or site = $4)
        and ($5::text[] is null or site = any ($5)) and inbound_id >= (select min(inbound_id) from inbound
              where outcome = 'quarantined' and application = $1 and facility = $2 and reason = $3)
      order by inbound_id limit 5000`,
    [application, facility, reason, site ?? null, sites],
  )
  const people = new Set<string>()
  const ids: number[] = []
  // One after the other: thousands at once would take every connection, and hold up everybody else.
  for (const { inbound_id, reason: why, raw } of rows) {
    const person = personIn((await read(database, raw)).message)
    if (why === reason && person !== undefined) people.add(person)
    if (why === reason || (person !== undefined && people.has(person))) ids.push(inbound_id)
  }
  return ids
}
