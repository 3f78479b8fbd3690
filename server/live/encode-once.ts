/**
 * The text of a message that many are told, or most of which was text already: made once and not for each socket. Socket.IO lets
 * an application bring its packets' encoder; what has no text of its own goes the usual way.
 */
import { Encoder, PacketType, type Packet } from 'socket.io-parser'

const texts = new WeakMap<object, string>()

/** Whoever is told this message is told this text; it must be the message's JSON. */
export function withText<T extends object>(message: T, text: string): T {
  texts.set(message, text)
  return message
}

export class EncodeOnce extends Encoder {
  override encode(packet: Packet): (string | Buffer)[] {
    const values: unknown = packet.data
    const last: unknown = Array.isArray(values) ? values.at(-1) : undefined
    const text = typeof last === 'object' && last !== null ? texts.get(last) : undefined
    if (text === undefined || !Array.isArray(values)) return super.encode(packet) as (string | Buffer)[]
    const isOurs = packet.nsp === '/' && (packet.type === PacketType.EVENT || packet.type === PacketType.ACK)
    if (!isOurs) return super.encode(packet) as (string | Buffer)[]
    const before = values.slice(0, -1).map((value) => `${JSON.stringify(value)},`)
    return [`${packet.type}${packet.id ?? ''}[${before.join('')}${text}]`]
  }
}
