/**
 * The messages in what came in one frame: usually one; several in a batch (FHS/BHS … BTS/FTS) or where a sender put
 * two in a frame. Divided as bytes, because each message says its own charset. Pure.
 */

/** Where a line begins that opens a message, or one that belongs to the envelope of a batch. */
const OPENING = /(?:^|[\r\n])[ \t]*(MSH[^A-Za-z0-9\s]|(?:FHS|BHS|BTS|FTS)(?:[^A-Za-z0-9]|$))/g

/** @returns the bytes of each message from its MSH on, none where there is no MSH. */
export function messagesIn(frame: Uint8Array): Buffer[] {
  const bytes = Buffer.from(frame.buffer, frame.byteOffset, frame.byteLength)
  const text = withoutByteOrderMark(bytes).toString('latin1') // one character a byte, so positions are the same
  const offset = bytes.length - text.length
  const openings = [...text.matchAll(OPENING)].map((match) => {
    const opening = match[1] ?? ''
    return { at: match.index + match[0].length - opening.length, message: opening.startsWith('MSH') }
  })
  return openings.flatMap(({ at, message }, nth) => {
    const end = openings[nth + 1]?.at ?? text.length
    return message ? [bytes.subarray(offset + at, offset + end)] : []
  })
}

function withoutByteOrderMark(bytes: Buffer): Buffer {
  return bytes.length >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
    ? bytes.subarray(3)
    : bytes
}
