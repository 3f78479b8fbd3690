/** The server of web pages, in plain or over TLS; slow senders are cut alike. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { TlsDoor } from './certificate.ts'

/**
 * A request's head comes in five seconds, its body in a minute, on whatever line; who says nothing, or one byte after the
 * other, holds a socket for no longer. Pages and programs of a house fit in the connections many times over.
 */
const HTTP_LIMITS = { headersTimeout: 5000, requestTimeout: 60_000, connectionsCheckingInterval: 500 }
const CONNECTIONS_MAX = 10_000

/** Over TLS nothing else is understood: a page asked for in plain is not answered. */
export function webServer(tls: TlsDoor | undefined, answer: RequestListener): Server {
  const server = tls
    ? createTlsServer({ ...HTTP_LIMITS, ...tls.options }, answer)
    : createServer(HTTP_LIMITS, answer)
  if ('setSecureContext' in server) tls?.follow(server)
  server.maxConnections = CONNECTIONS_MAX
  return server
}
