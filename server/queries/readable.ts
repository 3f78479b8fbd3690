/** The bytes of a message as text for a person's eyes. Pure. */

/**
 * UTF-8 is decoded; bytes that are not UTF-8, and control characters, are shown as \xNN. CR, which ends a segment in
 * HL7 v2, and CR LF become a newline.
 */
export function readable(bytes: Uint8Array): string {
  return decoded(bytes)
    .replace(/\r\n?/g, '\n')
    .replace(CONTROLS, (character) => hex(character.charCodeAt(0)))
}

const CONTROLS = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/g

const hex = (byte: number): string => `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`

// A BOM is a character of the message too, and stays visible to whoever looks for it in a hex view.
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

function decoded(bytes: Uint8Array): string {
  return whole(bytes) ?? piecewise(bytes)
}

function whole(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes)
  } catch {
    return undefined // not UTF-8 throughout
  }
}

function piecewise(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const byte = bytes[at] ?? 0
    const length = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4
    const piece = at + length <= bytes.length ? whole(bytes.subarray(at, at + length)) : undefined
    text += piece ?? hex(byte)
    at += piece === undefined ? 1 : length
  }
  return text
}
