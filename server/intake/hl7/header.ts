/** What the header of a message says, and whether this door can take such a message. Pure. */
import type { Delimiters } from '../../../schema/hl7-text.ts'
import { repetitions, said, segment, text, type Message } from './segments.ts'

export interface Header {
  delimiters: Delimiters
  application: string
  facility: string
  /** MSH-3 to MSH-6 whole, for the way back. */
  addresses: { from: [string, string]; to: [string, string] }
  /** MSH-9.1, "ADT"; where it is missing, undefined. */
  type: string | undefined
  /** MSH-9.2, or EVN-1 where an old sender writes MSH-9 without it. */
  event: string | undefined
  controlId: string | undefined
  processing: string | undefined
  version: string | undefined
  charset: string | undefined
  /** MSH-15 and MSH-16; both undefined is original mode. */
  acceptAck: string | undefined
  applicationAck: string | undefined
}

/** Why a message is not taken: where, the code of HL7 table 0357, in words. */
export interface Problem {
  /** "PV1-3", for ERR-2 and for people. */
  field?: string
  code: ErrorCode
  text: string
  /** A place nobody knows, in the sender's words. */
  unplaced?: string
}

/** HL7 table 0357, message error condition codes. */
export const errorCodes = {
  100: 'Segment sequence error',
  101: 'Required field missing',
  102: 'Data type error',
  103: 'Table value not found',
  200: 'Unsupported message type',
  201: 'Unsupported event code',
  202: 'Unsupported processing id',
  203: 'Unsupported version id',
  204: 'Unknown key identifier',
  205: 'Duplicate key identifier',
  206: 'Application record locked',
  207: 'Application internal error',
} as const
export type ErrorCode = keyof typeof errorCodes

export function headerOf(message: Message): Header {
  const msh = segment(message, 'MSH')
  const whole = (field: number): string =>
    repetitions(msh, field)
      .slice(0, 1)
      .flatMap((repetition) => repetition.map((_, i) => said(repetition, i + 1) ?? ''))
      .join(message.delimiters.component)
  return {
    delimiters: message.delimiters,
    application: text(msh, 3) ?? '',
    facility: text(msh, 4) ?? '',
    addresses: { from: [whole(3), whole(4)], to: [whole(5), whole(6)] },
    type: text(msh, 9)?.toUpperCase(),
    event: (text(msh, 9, 2) ?? text(segment(message, 'EVN'), 1))?.toUpperCase(),
    controlId: text(msh, 10),
    processing: text(msh, 11)?.toUpperCase(),
    version: text(msh, 12),
    charset: text(msh, 18),
    acceptAck: text(msh, 15)?.toUpperCase(),
    applicationAck: text(msh, 16)?.toUpperCase(),
  }
}

/** "ADT^A01"; a message that does not say its type is "?". */
export function kindOf({ type, event }: Header): string {
  return (event === undefined ? (type ?? '?') : `${type ?? '?'}^${event}`).slice(0, 40)
}

/** An acknowledgement, of either mode: it is never acknowledged itself (chapter 2, "Application processing rules"). */
export const isAcknowledgement = ({ type }: Header): boolean => type === 'ACK' || type === 'MCF'

/** Why this door can't take such a message at all (AR, CR), whatever it says. */
export function refusalOf(header: Header): Problem | undefined {
  const missing = (field: string): Problem => ({ field, code: 101, text: `${field} is missing` })
  if (header.controlId === undefined) return missing('MSH-10')
  if (header.controlId.length > 199) {
    return { field: 'MSH-10', code: 102, text: 'MSH-10 is longer than 199 characters' }
  }
  if (header.type === undefined) return missing('MSH-9')
  if (!/^[A-Z][A-Z0-9]{2}$/.test(header.type)) {
    return { field: 'MSH-9', code: 200, text: 'MSH-9.1 is no message type' }
  }
  if (header.event !== undefined && !/^[A-Z][A-Z0-9]{2}$/.test(header.event)) {
    return { field: 'MSH-9', code: 201, text: 'MSH-9.2 is no trigger event' }
  }
  if (header.processing === undefined) return missing('MSH-11')
  // P production, T training, D debugging (table 0103). Which of them a hospital sends here is its own choice.
  if (!/^[PTD]$/.test(header.processing)) {
    return { field: 'MSH-11', code: 202, text: 'MSH-11 is none of P, T, D' }
  }
  if (header.version === undefined) return missing('MSH-12')
  if (!/^2\.[1-8](\.\d{1,2})?$/.test(header.version)) {
    return { field: 'MSH-12', code: 203, text: 'MSH-12 is no version from 2.1 to 2.8' }
  }
  return undefined
}
