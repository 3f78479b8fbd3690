/** Messages on record: each as it came, and whether it came before. */
import type { MessageOutcome } from '../../../schema/terms.ts'
import type { Tx } from '../../database/pool.ts'
import type { AckCode, Verdict } from './acknowledge.ts'
import { kindOf, type Header } from './header.ts'

/** Longer than any version allows; what an index can hold is still far more. */
const NAME_LENGTH = 227
const CONTROL_ID_LENGTH = 199

/** A message that came before under the same control id. */
export interface Earlier {
  /** With the same content, too. */
  same: boolean
  inbound_id: number
  outcome: MessageOutcome
  repeats: number
  codes: AckCode[]
  verdict: Verdict
}

/**
 * Whether this message came before, counting the repeat if it did. Two at once wait for one another here. Content alone
 * tells messages without an id; and the id of a message that was refused may be used again for the corrected one.
 */
export async function seenBefore(
  tx: Tx,
  header: Header | undefined,
  hash: Buffer,
): Promise<Earlier | undefined> {
  const identity = identityOf(header)
  const key = [identity.application, identity.facility, identity.control_id ?? hash.toString('hex')].join(
    '\n',
  )
  await tx.rows('select pg_advisory_xact_lock(hashtextextended($1, 2575))', [key])
  const earlier = await tx.row<Found>(
    `select inbound_id, hash = $4 as same, outcome, reason, answer, repeats from inbound
      where application = $1 and facility = $2
        and ${identity.control_id === null ? 'control_id is null and $3::text is null and hash = $4' : 'control_id = $3'}
        and (hash = $4 or outcome <> 'refused')
      order by hash = $4 desc, inbound_id limit 1`,
    [identity.application, identity.facility, identity.control_id, hash],
  )
  if (!earlier) return undefined
  if (earlier.same) {
    await tx.rows('update inbound set repeats = repeats + 1 where inbound_id = $1', [earlier.inbound_id])
  }
  // Only AckCodes are ever written there, by `settle`.
  const codes = (earlier.answer?.split(' ') ?? []) as AckCode[]
  const problem = { code: 207 as const, text: earlier.reason ?? '' }
  const verdict: Verdict =
    earlier.outcome === 'quarantined'
      ? { kind: 'quarantined', problem, answer: 'AE' }
      : { kind: 'refused', problem }
  return {
    ...earlier,
    repeats: earlier.repeats + 1,
    codes,
    verdict: earlier.reason === null ? { kind: 'taken' } : verdict,
  }
}

interface Found {
  inbound_id: number
  same: boolean
  outcome: MessageOutcome
  reason: string | null
  answer: string | null
  repeats: number
}

/** Puts a message on record, before anything is made of it. */
export async function store(
  tx: Tx,
  {
    header,
    bytes,
    hash,
    site,
  }: { header: Header | undefined; bytes: Buffer; hash: Buffer; site: string | undefined },
): Promise<number> {
  const { application, facility, control_id } = identityOf(header)
  const inserted = await tx.row<{ inbound_id: number }>(
    `insert into inbound (site, application, facility, control_id, kind, version, hash, raw, outcome)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 'stored') returning inbound_id`,
    [
      site ?? null,
      application,
      facility,
      control_id,
      header ? kindOf(header) : '?',
      header?.version?.slice(0, 20) ?? null,
      hash,
      bytes,
    ],
  )
  if (!inserted) throw new Error('the message was not stored')
  return inserted.inbound_id
}

/** What became of it, and what is about to be answered. */
export async function settle(
  tx: Tx,
  inboundId: number,
  { outcome, reason, codes }: { outcome: MessageOutcome; reason: string | null; codes: AckCode[] },
): Promise<void> {
  await tx.rows('update inbound set outcome = $2, reason = $3, answer = $4 where inbound_id = $1', [
    inboundId,
    outcome,
    reason,
    codes.length === 0 ? null : codes.join(' '),
  ])
}

function identityOf(header: Header | undefined) {
  return {
    application: header?.application.slice(0, NAME_LENGTH) ?? '',
    facility: header?.facility.slice(0, NAME_LENGTH) ?? '',
    control_id: header?.controlId?.slice(0, CONTROL_ID_LENGTH) ?? null,
  }
}
