/** A port that speaks TLS and nothing else. */
import type { Server, ServerOpts } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import type { TlsDoor } from './certificate.ts'

export interface TlsListening {
  tls: TlsDoor
  options?: ServerOpts
  accepted: (socket: TLSSocket) => void
  /** Somebody came who did not get as far as that. */
  refused: (refusal: { peer: string | undefined; why: string }) => void
}

/** Not listening yet. */
export function tlsListener({ tls, options, accepted, refused }: TlsListening): Server {
  // Who hangs up in the middle of the handshake is gone; only who is in may close their half and still hear the answer.
  const halves = options?.allowHalfOpen ?? false
  const server = createServer({ ...options, ...tls.options, allowHalfOpen: false }, (socket) => {
    socket.allowHalfOpen = halves
    accepted(socket)
  })
  tls.follow(server)
  server.on('tlsClientError', (error, socket) => {
    refused({ peer: socket.remoteAddress, why: error.message })
    socket.destroy() // Node leaves it open, for somebody to say something on
  })
  return server
}
