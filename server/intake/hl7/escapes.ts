/** Escape sequences of HL7 v2 text (chapter 2, "Use of escape sequences in text fields"). Pure. */
import type { Delimiters } from '../../../schema/hl7-text.ts'

/**
 * The text an escaped value stands for. Delimiters, hexadecimal bytes and line breaks are decoded, highlighting,
 * character-set switches and other formatting dropped; what is no known sequence stays as it is. NUL is dropped:
 * nothing after this door can hold it.
 */
export function decodeEscapes(text: string, delimiters: Delimiters): string {
  const { escape } = delimiters
  if (!text.includes(escape)) return withoutNul(text)
  let decoded = ''
  let from = 0
  for (;;) {
    const start = text.indexOf(escape, from)
    const end = start < 0 ? -1 : text.indexOf(escape, start + 1)
    if (end < 0) return withoutNul(decoded + text.slice(from))
    const meant = meaning(text.slice(start + 1, end), delimiters)
    if (meant === undefined) {
      // Not a sequence: keep the first escape character, and look again from the second.
      decoded += text.slice(from, end)
      from = end
    } else {
      decoded += text.slice(from, start) + meant
      from = end + 1
    }
  }
}

function meaning(sequence: string, delimiters: Delimiters): string | undefined {
  switch (sequence) {
    case 'F':
      return delimiters.field
    case 'S':
      return delimiters.component
    case 'T':
      return delimiters.subcomponent
    case 'R':
      return delimiters.repetition
    case 'E':
      return delimiters.escape
    case 'P': // the truncation character of 2.7
      return '#'
    case 'H':
    case 'N':
      return ''
  }
  if (/^X(?:[0-9A-Fa-f]{2})+$/.test(sequence)) return bytesAsText(Buffer.from(sequence.slice(1), 'hex'))
  const lines = /^\.(br|sp|sk|in|ti|fi|nf|ce)\s*\+?(-?\d{1,3})?$/i.exec(sequence)
  if (lines) return formatted(lines[1]?.toLowerCase(), Math.min(Math.max(Number(lines[2] ?? 1), 1), 100))
  return /^(C[0-9A-F]{4}|M[0-9A-F]{4,6}|Z[A-Za-z0-9]*)$/.test(sequence) ? '' : undefined
}

function formatted(command: string | undefined, count: number): string {
  if (command === 'br' || command === 'ce') return '\n'
  if (command === 'sp') return '\n'.repeat(count)
  return command === 'sk' ? ' '.repeat(count) : ''
}

function bytesAsText(bytes: Buffer): string {
  const utf8 = bytes.toString('utf8')
  return utf8.includes('\uFFFD') ? bytes.toString('latin1') : utf8
}

const withoutNul = (text: string): string => text.replaceAll('\0', '')
