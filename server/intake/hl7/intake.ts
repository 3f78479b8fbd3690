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
import { acknowledgement, answerCodes, type AckCode, type Verdict } from './acknowledge.ts'
import { intentionOf, isAdtEvent } from './adt.ts'
import { apply } from './apply.ts'
import { messagesIn } from './batch.ts'
import { decodeText } from './charset.ts'
import { headerOf, isAcknowledgement, kindOf, refusalOf, type Header, type Problem } from './header.ts'
import { problemOf } from './reasons.ts'
import { parse, type Message } from './segments.ts'
import { senderOf, type Sender } from './sender.ts'
import { seenBefore, settle, store } from './store.ts'

/** A frame as the connection gives it: whole, or why not. */
export interface Frame {
  bytes: Buffer
  flaw?: 'no end block' | 'too large'
}

export interface Answers {
  /** In the order to send them, without the MLLP frame. */
  answers: Buffer[]
  /** Nothing sensible can come any more on this connection. */
  cut: boolean
}

/** Clocks of senders run a little ahead (commands/instants.ts allows five minutes). */
const AHEAD_MS = 5 * 60_000

/**
 * Takes what one frame holds. When it returns, everything in it is durable, whatever became of it.
 * @throws when the database can't be reached or refuses to work: nothing was stored, so nothing may be answered. The
 *   connection is to be closed without an answer; a sender resends then, where many take AE as final (RELIABILITY 7).
 */
export async function receiveHl7(
  database: Database,
  frame: Frame,
  { peer, log }: { peer: string; log: Logger },
): Promise<Answers> {
  const messages = messagesIn(frame.bytes)
  if (messages.length === 0) {
    const one = await received(database, frame.bytes, frame.flaw, log.child({ peer }))
    return { answers: one, cut: true }
  }
  const answers: Buffer[] = []
  for (const bytes of messages)
    answers.push(...(await received(database, bytes, frame.flaw, log.child({ peer }))))
  return { answers, cut: frame.flaw === 'too large' }
}

/** One message: its answers, once it is durable. */
async function received(
  database: Database,
  bytes: Buffer,
  flaw: Frame['flaw'],
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

async function inTransaction(tx: Tx, bytes: Buffer, flaw: Frame['flaw'], log: Logger): Promise<Received> {
  const rough = parse(bytes.toString('latin1'))
  const roughly = rough && headerOf(rough) // MSH-3, MSH-4 and MSH-18 are needed to know how to read the rest
  const sender = roughly && (await senderOf(tx, roughly.application, roughly.facility))
  const { text, answerIn } = decodeText(bytes, roughly?.charset ?? sender?.charset ?? undefined)
  const message = parse(text)
  const header = message && headerOf(message)
  const hash = createHash('sha256').update(bytes).digest()
  const earlier = await seenBefore(tx, header, hash)
  const say = (verdict: Verdict, codes: AckCode[], id: string): Buffer[] =>
    header === undefined
      ? []
      : codes.map((code) => {
          const problem = 'problem' in verdict ? verdict.problem : undefined
          const text = acknowledgement(header, code, problem, { at: stampNow(), id: `W${id}${code}` })
          return Buffer.from(text, answerIn)
        })

  if (earlier?.same) {
    const { inbound_id, repeats, codes, verdict, outcome } = earlier
    const story = { inbound_id, outcome, answer: codes.join(' '), repeated: repeats, ...idsOf(header) }
    return { answers: say(verdict, codes, `${inbound_id}.${repeats}`), level: 'info', story }
  }

  const inbound_id = await store(tx, { header, bytes, hash, site: sender?.site })
  const conflict = earlier !== undefined
  const { outcome, verdict } = conflict
    ? reusedId()
    : await outcomeOf(tx, { message, header, sender, flaw, inbound_id, log })
  const codes = header ? answerCodes(header, verdict) : []
  const reason = 'problem' in verdict ? verdict.problem.text : null
  await settle(tx, inbound_id, { outcome, reason, codes })
  return {
    answers: say(verdict, codes, String(inbound_id)),
    level: conflict ? 'error' : outcome === 'applied' || outcome === 'stored' ? 'info' : 'warn',
    story: { inbound_id, outcome, reason, answer: codes.join(' '), ...idsOf(header) },
  }
}

function reusedId(): Settled {
  const text = 'MSH-10: this control id came before, with other content'
  return {
    outcome: 'quarantined',
    verdict: { kind: 'conflict', problem: { field: 'MSH-10', code: 205, text } },
  }
}

interface Settled {
  outcome: MessageOutcome
  verdict: Verdict
}

interface Arrived {
  message: Message | undefined
  header: Header | undefined
  sender: Sender | undefined
  flaw: Frame['flaw']
  inbound_id: number
  log: Logger
}

async function outcomeOf(tx: Tx, arrived: Arrived): Promise<Settled> {
  const { message, header, sender, flaw } = arrived
  const refused = (problem: Problem): Settled => ({
    outcome: 'refused',
    verdict: { kind: 'refused', problem },
  })
  if (flaw) return refused({ code: 207, text: `the frame: ${flaw}` })
  if (!message || !header) return refused({ code: 100, text: 'MSH: there is none' })
  if (isAcknowledgement(header)) return { outcome: 'stored', verdict: { kind: 'taken' } }
  const problem = refusalOf(header)
  if (problem) return refused(problem)
  if (header.type !== 'ADT' || !isAdtEvent(header.event))
    return { outcome: 'stored', verdict: { kind: 'taken' } }
  if (!sender) {
    const text = "MSH-3, MSH-4: no setting says which site this sender's messages are about"
    return quarantined({ field: 'MSH-3', code: 204, text }, 'AE')
  }
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
