/** Whether a request comes from this very machine, from somebody who sits at it. */
import type { Request } from 'express'

const LOOPBACK = /^(127\.|::1$|::ffff:127\.)/
const OWN_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i

/**
 * Not what a proxy on this machine passes on for others, nor a page of elsewhere whose name was made to mean this machine (DNS
 * rebinding): that one is asked for by its own name.
 */
export function isHere({
  socket,
  headers,
}: Pick<Request, 'headers'> & { socket: { remoteAddress?: string | undefined } }): boolean {
  if (headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined) return false
  return LOOPBACK.test(socket.remoteAddress ?? '') && OWN_NAME.test(headers.host ?? '')
}
