/** The server of web pages, in plain or over TLS; slow senders are cut alike. */
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { TlsDoor } from './certificate.ts'

/** A request's head and its body come in seconds, on whatever line; who sends them byte by byte holds a socket for no longer. */
const HTTP_LIMITS = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 5000 }

/** Over TLS nothing else is understood: a page asked for in plain is not answered. */
export function webServer(tls: TlsDoor | undefined, answer: RequestListener): Server {
  if (!tls) return createServer(HTTP_LIMITS, answer)
  const server = createTlsServer({ ...HTTP_LIMITS, ...tls.options }, answer)
  tls.follow(server)
  return server
}
