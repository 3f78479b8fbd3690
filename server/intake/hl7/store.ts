/** Messages on record: each as it came, and whether it came before. */
import type { Instant, MessageOutcome } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import type { AckCode } from './acknowledge.ts'
import { kindOf, type Header } from './header.ts'

/** Longer than any version allows; what an index can hold is still far more. */
const NAME_LENGTH = 227
const CONTROL_ID_LENGTH = 199

/** This very message, on record since it came first. */
export interface Earlier {
  inbound_id: number
  outcome: MessageOutcome
  reason: string | null
  /** How often it came again, this time not counted. */
  repeats: number
}

export interface Known {
  earlier: Earlier | undefined
  /** Another message was taken under the same control id, and before this one. */
  reused: boolean
  /** The database's time, which is the only one. */
  now: Instant
}

/**
 * Whether this message came before, and whether its id was another's. Two at once wait for one another here. Content
 * alone tells messages without an id. What was refused was not taken: its id is free for a corrected message, and so is
 * its content when only its frame was at fault.
 * @param refused whether it is refused as it comes now; then only itself is looked for, not whose id it has
 */
export async function seenBefore(
  tx: Tx,
  { header, hash, refused }: { header: Header | undefined; hash: Buffer; refused: boolean },
): Promise<Known> {
  const { application, facility, control_id } = identityOf(header)
  const key = [application, facility, control_id ?? hash.toString('hex')].join('\n')
  const clock = await tx.row<{ now: Instant }>(
    'select now() as now from pg_advisory_xact_lock(hashtextextended($1, 2575))',
    [key],
  )
  if (!clock) throw new Error('the database has no time')
  const found = await tx.rows<Earlier & { same: boolean }>(
    `select distinct on (hash = $4) hash = $4 as same, inbound_id, outcome, reason, repeats from inbound
      where application = $1 and facility = $2
        and ${control_id === null ? 'control_id is null and $3::text is null and hash = $4' : 'control_id = $3'}
        and ${refused ? 'hash = $4' : "outcome <> 'refused'"}
      order by hash = $4, outcome = 'refused', inbound_id`,
    [application, facility, control_id, hash],
  )
  const earlier = found.find(({ same }) => same)
  const other = found.find(({ same }) => !same)
  return {
    earlier,
    reused: other !== undefined && (earlier === undefined || other.inbound_id < earlier.inbound_id),
    now: clock.now,
  }
}

/** Puts a message on record, before anything is made of it. @param stranger from where, when nobody knows who sent it */
export async function store(
  tx: Tx,
  {
    header,
    bytes,
    hash,
    stranger,
  }: { header: Header | undefined; bytes: Buffer; hash: Buffer; stranger: string | undefined },
): Promise<Earlier> {
  const { application, facility, control_id } = identityOf(header)
  const inserted = await tx.row<Earlier>(
    `insert into inbound (application, facility, control_id, kind, version, hash, raw, outcome, stranger)
     values ($1, $2, $3, $4, $5, $6, $7, 'stored', $8) returning inbound_id, outcome, reason, repeats`,
    [
      application,
      facility,
      control_id,
      header ? kindOf(header) : '?',
      header?.version?.slice(0, 20) ?? null,
      hash,
      bytes,
      stranger ?? null,
    ],
  )
  if (!inserted) throw new Error('the message was not stored')
  return inserted
}

/** What became of it this time, and what is about to be answered. The site stays, once it is known. */
export async function settle(
  tx: Tx,
  inboundId: number,
  now: {
    site: string | undefined
    outcome: MessageOutcome
    reason: string | null
    unplaced: string | undefined
    codes: AckCode[]
    repeats: number
  },
): Promise<void> {
  await tx.rows(
    `update inbound set site = coalesce($2, site), outcome = $3, reason = $4, answer = $5, repeats = $6,
            unplaced = $7
      where inbound_id = $1`,
    [
      inboundId,
      now.site ?? null,
      now.outcome,
      now.reason,
      now.codes.length === 0 ? null : now.codes.join(' '),
      now.repeats,
      now.unplaced ?? null,
    ],
  )
}

function identityOf(header: Header | undefined) {
  return {
    application: header?.application.slice(0, NAME_LENGTH) ?? '',
    facility: header?.facility.slice(0, NAME_LENGTH) ?? '',
    control_id: header?.controlId?.slice(0, CONTROL_ID_LENGTH) ?? null,
  }
}
