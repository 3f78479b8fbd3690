/**
 * What comes in one frame, made durable and answered. Each message has one transaction: recognise a repeat, store the raw
 * bytes, apply, say what became of it, COMMIT; only then is it answered (ARCHITECTURE section 1).
 */
import { createHash } from 'node:crypto'
import type { Logger } from 'pino'
import type { Stranger } from '../../../schema/stranger.ts'
import { retried } from '../../commands/retried.ts'
import type { Database, Tx } from '../../database/pool.ts'
import { acknowledgement, answerCodes } from './acknowledge.ts'
import { refusalFrom, type Door } from './allowed.ts'
import { messagesIn } from './batch.ts'
import { isAcknowledgement, kindOf, refusalOf, type Header, type Problem } from './header.ts'
import { outcomeOf, senderName } from './outcome.ts'
import { read } from './read.ts'
import { seenBefore, settle, store } from './store.ts'
import { keepWithinLimits } from './strangers-kept.ts'

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
  /** A message among them is of somebody whose messages are taken here. */
  welcome: boolean
}

/** A batch of a day's messages belongs in a file: in one frame it would hold up its connection for minutes. */
const MESSAGES_IN_A_FRAME = 1_000
/** Of a frame that is refused whole, this much is kept to say whose it was. */
const HEAD_BYTES = 65_536

/**
 * Takes what one frame holds. When it returns, everything it answers is durable, whatever became of it.
 * @param door by whom it comes, and whose messages are taken
 * @param stop when it is aborted, the message under way is the last one: the others are not kept and not answered, so
 *   their sender still has them, and those it sends again are known.
 * @param refused told of each message of somebody whose messages are not taken
 * @throws when the database can't be reached or refuses to work: nothing was stored, so nothing may be answered. The
 *   connection is to be closed without an answer; a sender resends then, where many take AE as final (RELIABILITY 7).
 */
export async function receiveHl7(
  database: Database,
  frame: Frame,
  {
    log,
    stop,
    refused = () => undefined,
    ...door
  }: Door & { log: Logger; stop: AbortSignal; refused?: (stranger: Stranger) => void },
): Promise<Answers> {
  const { messages, flaw, cut } = contentOf(frame)
  const answers: Buffer[] = []
  let welcome = false
  for (const bytes of messages) {
    if (stop.aborted) return { answers, cut: true, welcome }
    const peer = log.child({ peer: door.peer?.name ?? 'record' })
    const one = await received(database, { bytes, flaw }, door, peer)
    answers.push(...one.answers)
    welcome ||= one.welcome
    if (one.stranger) refused(one.stranger)
  }
  return { answers, cut, welcome }
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

/** One message, once it is durable. */
async function received(database: Database, one: One, door: Door, log: Logger): Promise<Received> {
  const began = performance.now()
  const { value } = await retried(() => database.transaction((tx) => inTransaction(tx, one, door, log)))
  log[value.level]({ ...value.story, ms: Math.round(performance.now() - began) }, 'hl7 message')
  return value
}

interface One {
  bytes: Buffer
  flaw: Content['flaw']
}

interface Received {
  answers: Buffer[]
  welcome: boolean
  stranger?: Stranger | undefined
  level: 'info' | 'warn' | 'error'
  /** For the log: ids and outcome, no patient. */
  story: Record<string, unknown>
}

async function inTransaction(tx: Tx, { bytes, flaw }: One, door: Door, log: Logger): Promise<Received> {
  const { message, header, sender, answerIn } = await read(tx, bytes)
  const hash = createHash('sha256').update(bytes).digest()
  const unwelcome = header && refusalFrom(header, sender, door)
  const refusal = refusalNow(header, flaw) ?? unwelcome
  const { earlier, reused, now } = await seenBefore(tx, { header, hash, refused: refusal !== undefined })
  // Whoever nobody knows, and whoever says nothing by which they could be known.
  const stranger = unwelcome || !header ? door.peer?.address : undefined
  const { inbound_id } = earlier ?? (await store(tx, { header, bytes, hash, stranger }))
  const arrived = { message, header, sender, inbound_id, log }
  const { outcome, verdict, note } = await outcomeOf(tx, arrived, { earlier, reused, now, refusal })

  const codes = header ? answerCodes(header, verdict) : []
  const problem = 'problem' in verdict ? verdict.problem : undefined
  const reason = problem?.text ?? note ?? null
  const repeats = earlier ? earlier.repeats + 1 : 0
  await settle(tx, inbound_id, {
    site: sender?.site,
    outcome,
    reason,
    unplaced: problem?.unplaced,
    codes,
    repeats,
  })
  const dropped = stranger !== undefined && !earlier ? await keepWithinLimits(tx, stranger) : 0
  const id = earlier ? `${inbound_id}.${repeats}` : String(inbound_id)
  return {
    welcome: header !== undefined && !unwelcome,
    stranger: unwelcome && {
      door: 'hl7',
      address: door.peer?.address,
      as: senderName(header),
      site: sender?.site,
      why: unwelcome.text,
    },
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
      ...(dropped > 0 && { dropped }),
      ...(earlier && { repeated: repeats, ...(earlier.outcome !== outcome && { was: earlier.outcome }) }),
      ...idsOf(header),
    },
  }
}

/** Why it is refused as it comes now: its frame, or its header. */
function refusalNow(header: Header | undefined, flaw: Content['flaw']): Problem | undefined {
  if (flaw) return { code: 100, text: `the frame: ${flaw}` }
  if (!header) return { code: 100, text: 'MSH: there is none' }
  return isAcknowledgement(header) ? undefined : refusalOf(header)
}

function idsOf(header: Header | undefined): Record<string, unknown> {
  return header
    ? { sender: senderName(header), kind: kindOf(header), control_id: header.controlId?.slice(0, 199) }
    : {}
}

/** MSH-7 of an answer: YYYYMMDDHHMMSS+0000. */
const stampNow = (): string => `${new Date().toISOString().replaceAll(/[-:T]|\..*/g, '')}+0000`
