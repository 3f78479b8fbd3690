/** From bytes to text: what MSH-18 declares, what the sender's setting says, or what the bytes themselves show. Pure. */

/** HL7 table 0211 and what senders write instead of it → a decoder's label. */
const LABELS: Record<string, string> = {
  ASCII: 'utf-8', // seven bits are the same; bytes above are found out below
  'UNICODE UTF-8': 'utf-8',
  'UTF-8': 'utf-8',
  UTF8: 'utf-8',
  UNICODE: 'utf-8', // deprecated, and over MLLP it can only have meant UTF-8: UTF-16 would break the framing
  'ISO IR87': 'iso-2022-jp',
  'ISO IR14': 'shift_jis',
  'GB 18030-2000': 'gb18030',
  'KS X 1001': 'euc-kr',
  'CNS 11643-1992': 'big5',
  'BIG-5': 'big5',
}

/**
 * The text of a message, without its byte-order mark. Bytes that are not valid in the declared charset are read as
 * UTF-8 if they are that, else as Latin-1, in which every byte is a character: nothing is refused for its charset.
 * @param declared MSH-18 or, when that is empty, the sender's setting.
 * @returns the text, and the encoding an answer can be written in.
 */
export function decodeText(
  bytes: Uint8Array,
  declared: string | undefined,
): { text: string; answerIn: 'utf8' | 'latin1' } {
  const label = labelOf(declared)
  for (const each of new Set([label ?? 'utf-8', 'utf-8'])) {
    const text = strictly(bytes, each)
    if (text !== undefined) return { text, answerIn: each === 'utf-8' ? 'utf8' : 'latin1' }
  }
  return { text: new TextDecoder('windows-1252').decode(bytes), answerIn: 'latin1' }
}

function labelOf(declared: string | undefined): string | undefined {
  const name = declared?.trim().toUpperCase() ?? ''
  const latin = /^(?:ISO[- ]?)?8859[-/](\d{1,2})$/.exec(name)?.[1]
  return latin === undefined ? LABELS[name] : `iso-8859-${latin}`
}

function strictly(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes)
  } catch {
    return undefined // not valid in that charset, or a charset nobody knows: the caller tries the next
  }
}
