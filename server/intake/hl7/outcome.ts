/** What becomes of a message that is on record: applied whole, stored, quarantined with its reason, or refused. */
import pg from 'pg'
import type { Logger } from 'pino'
import type { Instant, MessageOutcome } from '../../../schema/terms.ts'
import { FUTURE_TOLERANCE_MS, later } from '../../commands/instants.ts'
import type { By } from '../../commands/verb.ts'
import type { Tx } from '../../database/pool.ts'
import type { Verdict } from './acknowledge.ts'
import { happenedAt, intentionOf, whose } from './adt.ts'
import { apply } from './apply.ts'
import { booked } from './booked.ts'
import { bookingOf, isSiuEvent, type SiuEvent } from './booking.ts'
import { isAdtEvent, noted } from './events.ts'
import type { Header, Problem } from './header.ts'
import { problemOf } from './reasons.ts'
import { observed } from './observed.ts'
import type { Message } from './segments.ts'
import { siteUnknown, type Sender } from './sender.ts'
import type { Known } from './store.ts'
import { instantOf } from './times.ts'
import type { Note } from './told.ts'
import { saysVitals, vitalsSaid } from './vitals-said.ts'

export interface Settled {
  outcome: MessageOutcome
  verdict: Verdict
  /** Why it changed nothing though it was understood. */
  note?: Note
}

/**
 * What becomes of a message, and of one that comes again: what was taken stays as it was; what was quarantined is tried
 * once more, because the reason may be gone (a unit laid out since, a bed free now) and many senders resend on AE.
 */
export async function outcomeOf(
  tx: Tx,
  arrived: Arrived,
  { earlier, reused, now, refusal }: Known & { refusal: Problem | undefined },
): Promise<Settled> {
  if (earlier?.outcome === 'applied' || earlier?.outcome === 'stored')
    return { outcome: earlier.outcome, verdict: { kind: 'taken' }, note: earlier.reason ?? undefined }
  // Of a frame at fault whose content came whole before, only the content counts.
  if (refusal && earlier?.outcome !== 'quarantined')
    return { outcome: 'refused', verdict: { kind: 'refused', problem: refusal } }
  if (reused && arrived.sender?.reused_ids !== true)
    return { outcome: 'quarantined', verdict: { kind: 'conflict', problem: REUSED_ID } }
  return attempted(tx, arrived, now)
}

const REUSED_ID: Problem = {
  field: 'MSH-10',
  code: 205,
  text: 'MSH-10: this control id came before, with other content',
}

export interface Arrived {
  message: Message | undefined
  header: Header | undefined
  sender: Sender | undefined
  inbound_id: number
  log: Logger
}

/** Makes of it what it means, where it is one of those that mean something here. */
async function attempted(tx: Tx, arrived: Arrived, now: Instant): Promise<Settled> {
  const { message, header, sender } = arrived
  if (!message || !header) return stored(undefined)
  if (header.type === 'ORU' && (header.event === 'R01' || header.event === 'R30'))
    return results(tx, message, header, arrived, now)
  if (header.type === 'SIU' && isSiuEvent(header.event))
    return appointment(tx, message, header, header.event, arrived)
  if (header.type !== 'ADT') return stored(undefined)
  if (!isAdtEvent(header.event)) return stored(noted[header.event ?? ''])
  if (!sender) return quarantined(siteUnknown(header.application, header.facility), 'AE')
  const latest = later(now, FUTURE_TOLERANCE_MS)
  const intention = intentionOf(message, header.event, sender, { timeZone: sender.time_zone, latest })
  const by: By = { door: 'hl7', who: senderName(header), inbound_id: arrived.inbound_id }
  return applied(tx, () => apply(tx, sender, intention, by), sender, arrived)
}

/** Of results only vital signs mean something here; a message without any is stored like all others. */
async function results(
  tx: Tx,
  message: Message,
  header: Header,
  arrived: Arrived,
  now: Instant,
): Promise<Settled> {
  const { sender } = arrived
  if (!saysVitals(message)) return stored(undefined)
  if (!sender) return quarantined(siteUnknown(header.application, header.facility), 'AE')
  const { site, time_zone: timeZone } = sender
  const by: By = { door: 'hl7', who: senderName(header), inbound_id: arrived.inbound_id }
  const itself = happenedAt(message, sender, { timeZone, latest: later(now, FUTURE_TOLERANCE_MS) })
  const work = async (): Promise<Note> => {
    const sets = vitalsSaid(message).map(({ stamp, values }) => ({
      at: instantOf(stamp, timeZone) ?? itself,
      values,
    }))
    return observed(tx, site, { ...whose(message, site), sets }, by)
  }
  return applied(tx, work, sender, arrived)
}

/** Who is expected, as a scheduling system tells it. */
async function appointment(
  tx: Tx,
  message: Message,
  header: Header,
  event: SiuEvent,
  arrived: Arrived,
): Promise<Settled> {
  const { sender } = arrived
  if (!sender) return quarantined(siteUnknown(header.application, header.facility), 'AE')
  const by: By = { door: 'hl7', who: senderName(header), inbound_id: arrived.inbound_id }
  const booking = bookingOf(message, event, { ...sender, application: header.application })
  return applied(tx, () => booked(tx, sender.site, booking, by), sender, arrived)
}

/** Applied whole, or not at all: what was begun is rolled back to just after the message was stored. */
async function applied(
  tx: Tx,
  work: () => Promise<Note>,
  sender: Sender,
  { inbound_id, log }: Arrived,
): Promise<Settled> {
  await tx.rows('savepoint stored')
  try {
    const note = await work()
    // With a note it may have done something all the same, such as correct a name.
    if (note !== undefined && !(await acted(tx, inbound_id))) return stored(note)
    return { outcome: 'applied', verdict: { kind: 'taken' }, note }
  } catch (error) {
    const problem = problemOf(error) ?? bugOf(error)
    if (!problem) throw error
    await tx.rows('rollback to savepoint stored')
    // Our own mistake must not stop the sender's queue either: the message is kept, and somebody is told.
    if (problem === OUR_MISTAKE) log.error({ err: error, inbound_id }, 'hl7 message could not be applied')
    return quarantined(problem, sender.quarantine_answer)
  }
}

const acted = async (tx: Tx, inboundId: number): Promise<boolean> =>
  (await tx.row('select 1 as one from act where inbound_id = $1 limit 1', [inboundId])) !== undefined

const stored = (note: Note): Settled => ({ outcome: 'stored', verdict: { kind: 'taken' }, note })

const quarantined = (problem: Problem, answer: 'AE' | 'AA'): Settled => ({
  outcome: 'quarantined',
  verdict: { kind: 'quarantined', problem, answer },
})

const OUR_MISTAKE: Problem = { code: 207, text: 'Wardroom could not apply this message; its log says why' }

/**
 * A slip in this program or its SQL, rather than a database that went away. Those come as errors with a code (of the
 * system, or of SQLSTATE classes other than these), or in pg's own words.
 */
function bugOf(error: unknown): Problem | undefined {
  if (error instanceof pg.DatabaseError) return /^(42|P0)/.test(error.code ?? '') ? OUR_MISTAKE : undefined
  if (!(error instanceof Error) || 'code' in error) return undefined
  return /timeout|terminated|connection/i.test(error.message) ? undefined : OUR_MISTAKE
}

/** Who sent it, for the record. */
export const senderName = (header: Header): string => `${header.application}^${header.facility}`.slice(0, 200)
