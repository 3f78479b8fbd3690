/**
 * Packets as Mosquitto's own tests write them: hex bytes, r = remaining length, s = a string's length, m = a message id,
 * k = keepalive, v = a variable byte integer, i = four bytes, and quoted text. "30 r14 s5 'topic' 'payload'".
 */
export interface PacketCase {
  connectFirst: boolean
  sends: Buffer[]
}

export function packetBytes(script: string): Buffer {
  const words = script.match(/'[^']*'|\S+/g) ?? []
  return Buffer.concat(words.map(wordBytes))
}

function wordBytes(word: string): Buffer {
  if (word.startsWith("'")) return Buffer.from(word.slice(1, -1))
  const number = Number(word.slice(1))
  switch (word[0]) {
    case 'r':
    case 'v':
      return variable(number)
    case 's':
    case 'm':
    case 'k':
      return Buffer.from([(number >> 8) & 0xff, number & 0xff])
    case 'i':
      return Buffer.from([number >>> 24, (number >> 16) & 0xff, (number >> 8) & 0xff, number & 0xff])
    default:
      return Buffer.from(word, 'hex')
  }
}

/** MQTT 3.1.1, 2.2.3; a number too big for four bytes gets five, which is what such a test is about. */
function variable(number: number): Buffer {
  const bytes: number[] = []
  for (let left = number; ;) {
    const digit = left % 128
    left = Math.floor(left / 128)
    bytes.push(left > 0 ? digit | 0x80 : digit)
    if (left === 0) return Buffer.from(bytes)
  }
}
