/**
 * What comes in one frame, made durable and answered. Each message has one transaction: recognise a repeat, store the raw
 * bytes, apply, say what became of it, COMMIT; only then is it answered (ARCHITECTURE section 1).
 */
import { createHash } from 'node:crypto'
import pg from 'pg'
import type { Logger } from 'pino'
import type { MessageOutcome } from '../../../schema/terms.ts'
import { retried } from '../../commands/retried.ts'
import type { By } from '../../commands/verb.ts'
import type { Database, Tx } from '../../database/pool.ts'
import { acknowledgement, answerCodes, type Verdict } from './acknowledge.ts'
import { intentionOf, isAdtEvent } from './adt.ts'
import { apply } from './apply.ts'
import { messagesIn } from './batch.ts'
import { decodeText } from './charset.ts'
import { headerOf, isAcknowledgement, kindOf, refusalOf, type Header, type Problem } from './header.ts'
import { problemOf } from './reasons.ts'
import { parse, type Message } from './segments.ts'
import { senderOf, siteUnknown, type Sender } from './sender.ts'
import { seenBefore, settle, store, type Known } from './store.ts'

/** A frame as the connection gives it: whole, or why not. */
export interface Frame {
  bytes: Buffer
  flaw?: 'no end block' | 'too large'
}

export interface Answers {
  /** In the order to send them, without the MLLP frame. */
  answers: Buffer[]
  /** Nothing sensible can come any more on this connection, or nothing more is wanted. */
  cut: boolean
}

/** Clocks of senders run a little ahead (commands/instants.ts allows five minutes). */
const AHEAD_MS = 5 * 60_000

/** A batch of a day's messages belongs in a file: in one frame it would hold up its connection for minutes. */
const MESSAGES_IN_A_FRAME = 1_000
/** Of a frame that is refused whole, this much is kept to say whose it was. */
const HEAD_BYTES = 65_536

/**
 * Takes what one frame holds. When it returns, everything it answers is durable, whatever became of it.
 * @param stop when it is aborted, the message under way is the last one: the others are not kept and not answered, so
 *   their sender still has them, and those it sends again are known.
 * @throws when the database can't be reached or refuses to work: nothing was stored, so nothing may be answered. The
 *   connection is to be closed without an answer; a sender resends then, where many take AE as final (RELIABILITY 7).
 */
export async function receiveHl7(
  database: Database,
  frame: Frame,
  { peer, log, stop }: { peer: string; log: Logger; stop: AbortSignal },
): Promise<Answers> {
  const { messages, flaw, cut } = contentOf(frame)
  const answers: Buffer[] = []
  for (const bytes of messages) {
    if (stop.aborted) return { answers, cut: true }
    answers.push(...(await received(database, bytes, flaw, log.child({ peer }))))
  }
  return { answers, cut }
}

interface Content {
  messages: Buffer[]
  flaw: Frame['flaw'] | typeof TOO_MANY
  cut: boolean
}

const TOO_MANY = `more than ${MESSAGES_IN_A_FRAME} messages in one`

function contentOf({ bytes, flaw }: Frame): Content {
  const messages = messagesIn(bytes)
  if (messages.length === 0) return { messages: [bytes], flaw, cut: true }
  if (messages.length <= MESSAGES_IN_A_FRAME) return { messages, flaw, cut: flaw === 'too large' }
  return { messages: [Buffer.concat(messages).subarray(0, HEAD_BYTES)], flaw: TOO_MANY, cut: true }
}

/** One message: its answers, once it is durable. */
async function received(
  database: Database,
  bytes: Buffer,
  flaw: Content['flaw'],
  log: Logger,
): Promise<Buffer[]> {
  const began = performance.now()
  const { value } = await retried(() => database.transaction((tx) => inTransaction(tx, bytes, flaw, log)))
  log[value.level]({ ...value.story, ms: Math.round(performance.now() - began) }, 'hl7 message')
  return value.answers
}

interface Received {
  answers: Buffer[]
  level: 'info' | 'warn' | 'error'
  /** For the log: ids and outcome, no patient. */
  story: Record<string, unknown>
}

async function inTransaction(tx: Tx, bytes: Buffer, flaw: Content['flaw'], log: Logger): Promise<Received> {
  const rough = parse(bytes.toString('latin1'))
  const roughly = rough && headerOf(rough) // MSH-3, MSH-4 and MSH-18 are needed to know how to read the rest
  const sender = roughly && (await senderOf(tx, roughly.application, roughly.facility))
  const { text, answerIn } = decodeText(bytes, roughly?.charset ?? sender?.charset ?? undefined)
  const message = parse(text)
  const header = message && headerOf(message)
  const hash = createHash('sha256').update(bytes).digest()
  const refusal = refusalNow(header, flaw)
  const { earlier, reused } = await seenBefore(tx, { header, hash, refused: refusal !== undefined })
  const { inbound_id } = earlier ?? (await store(tx, { header, bytes, hash }))
  const arrived = { message, header, sender, inbound_id, log }
  const { outcome, verdict } = await outcomeOf(tx, arrived, { earlier, reused, refusal })

  const codes = header ? answerCodes(header, verdict) : []
  const problem = 'problem' in verdict ? verdict.problem : undefined
  const reason = problem?.text ?? null
  const repeats = earlier ? earlier.repeats + 1 : 0
  await settle(tx, inbound_id, { site: sender?.site, outcome, reason, codes, repeats })
  const id = earlier ? `${inbound_id}.${repeats}` : String(inbound_id)
  return {
    answers: codes.map((code) => {
      // Without a header there are no codes.
      const text = header
        ? acknowledgement(header, code, problem, { at: stampNow(), id: `W${id}${code}` })
        : ''
      return Buffer.from(text, answerIn)
    }),
    level: earlier || !problem ? 'info' : verdict.kind === 'conflict' ? 'error' : 'warn',
    story: {
      inbound_id,
      outcome,
      reason,
      answer: codes.join(' '),
      ...(earlier && { repeated: repeats, ...(earlier.outcome !== outcome && { was: earlier.outcome }) }),
      ...idsOf(header),
    },
  }
}

interface Settled {
  outcome: MessageOutcome
  verdict: Verdict
}

/** Why it is refused as it comes now: its frame, or its header. */
function refusalNow(header: Header | undefined, flaw: Content['flaw']): Problem | undefined {
  if (flaw) return { code: 100, text: `the frame: ${flaw}` }
  if (!header) return { code: 100, text: 'MSH: there is none' }
  return isAcknowledgement(header) ? undefined : refusalOf(header)
}

/**
 * What becomes of a message, and of one that comes again: what was taken stays as it was; what was quarantined is tried
 * once more, because the reason may be gone (a unit laid out since, a bed free now) and many senders resend on AE.
 */
async function outcomeOf(
  tx: Tx,
  arrived: Arrived,
  { earlier, reused, refusal }: Known & { refusal: Problem | undefined },
): Promise<Settled> {
  if (earlier?.outcome === 'applied' || earlier?.outcome === 'stored')
    return { outcome: earlier.outcome, verdict: { kind: 'taken' } }
  // Of a frame at fault whose content came whole before, only the content counts.
  if (refusal && earlier?.outcome !== 'quarantined')
    return { outcome: 'refused', verdict: { kind: 'refused', problem: refusal } }
  if (reused) return { outcome: 'quarantined', verdict: { kind: 'conflict', problem: REUSED_ID } }
  return attempted(tx, arrived)
}

const REUSED_ID: Problem = {
  field: 'MSH-10',
  code: 205,
  text: 'MSH-10: this control id came before, with other content',
}

interface Arrived {
  message: Message | undefined
  header: Header | undefined
  sender: Sender | undefined
  inbound_id: number
  log: Logger
}

/** Makes of it what it means, where it is one of those that mean something here. */
async function attempted(tx: Tx, arrived: Arrived): Promise<Settled> {
  const { message, header, sender } = arrived
  if (!message || header?.type !== 'ADT' || !isAdtEvent(header.event))
    return { outcome: 'stored', verdict: { kind: 'taken' } }
  if (!sender) return quarantined(siteUnknown(header.application, header.facility), 'AE')
  const latest = new Date(Date.now() + AHEAD_MS).toISOString()
  const intention = intentionOf(message, header.event, sender, { timeZone: sender.time_zone, latest })
  const by: By = { door: 'hl7', who: whoOf(header), inbound_id: arrived.inbound_id }
  return applied(tx, () => apply(tx, sender.site, intention, by), sender, arrived)
}

/** Applied whole, or not at all: what was begun is rolled back to just after the message was stored. */
async function applied(
  tx: Tx,
  work: () => Promise<void>,
  sender: Sender,
  { inbound_id, log }: Arrived,
): Promise<Settled> {
  await tx.rows('savepoint stored')
  try {
    await work()
    return { outcome: 'applied', verdict: { kind: 'taken' } }
  } catch (error) {
    const problem = problemOf(error) ?? bugOf(error)
    if (!problem) throw error
    await tx.rows('rollback to savepoint stored')
    // Our own mistake must not stop the sender's queue either: the message is kept, and somebody is told.
    if (problem === OUR_MISTAKE) log.error({ err: error, inbound_id }, 'hl7 message could not be applied')
    return quarantined(problem, sender.quarantine_answer)
  }
}

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

const whoOf = (header: Header): string => `${header.application}^${header.facility}`.slice(0, 200)

function idsOf(header: Header | undefined): Record<string, unknown> {
  return header
    ? { sender: whoOf(header), kind: kindOf(header), control_id: header.controlId?.slice(0, 199) }
    : {}
}

/** MSH-7 of an answer: YYYYMMDDHHMMSS+0000. */
const stampNow = (): string => `${new Date().toISOString().replaceAll(/[-:T]|\..*/g, '')}+0000`
