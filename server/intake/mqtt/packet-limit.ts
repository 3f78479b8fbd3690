/** How long a packet may say it is. Neither aedes nor mqtt-packet has a limit: they would gather 256 MB (MQTT 2.2.3). */

/**
 * Watches one direction of an MQTT connection, packet by packet.
 * @returns a function that is shown every chunk, in order, and says false once a packet longer than `maxBytes`, or one whose
 * length is no length (a fifth byte), has begun: cut the peer then. It looks only at lengths and copies nothing.
 */
export function packetLimit(maxBytes: number): (chunk: Uint8Array) => boolean {
  /** Bytes of the present packet's body still to come; undefined while its header is being read. */
  let body: number | undefined
  let length = 0
  let shift = -1 // -1: the next byte is the packet's first; else the power of two of the next length byte

  return (chunk) => {
    let at = 0
    while (at < chunk.length) {
      if (body !== undefined) {
        const step = Math.min(body, chunk.length - at)
        at += step
        body -= step
        if (body === 0) body = undefined
        continue
      }
      const byte = chunk[at++] ?? 0
      if (shift === -1) {
        length = 0
        shift = 0
        continue
      }
      length += (byte & 0x7f) * 2 ** shift
      const more = (byte & 0x80) !== 0
      if (length > maxBytes || (more && shift === 21)) return false
      if (more) shift += 7
      else {
        shift = -1
        body = length === 0 ? undefined : length
      }
    }
    return true
  }
}
