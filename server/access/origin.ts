/** Whether a browser's page is ours: another site's must neither watch nor act through a visitor's browser. */
import type { IncomingMessage } from 'node:http'
import { TLSSocket } from 'node:tls'

/** "null" (a sandboxed frame, a file) is none of ours. */
export function sameOrigin(request: Pick<IncomingMessage, 'headers' | 'socket'>): boolean {
  const { origin, host } = request.headers
  if (origin === undefined) return mayBeSilent(request.headers)
  if (!URL.canParse(origin)) return false
  const page = new URL(origin)
  return page.host === host && (page.protocol === 'https:' || !cameEncrypted(request))
}

/**
 * A program says no Origin, and a browser none with what it asks of the page's own host. With the WebSockets it opens it
 * always does; and it says whether it asks for another site's page, wherever it says nothing else.
 */
function mayBeSilent(headers: IncomingMessage['headers']): boolean {
  const brought = headers.cookie !== undefined && headers.authorization === undefined
  if (brought && headers.upgrade !== undefined) return false
  const from = headers['sec-fetch-site']
  return from === undefined || from === 'same-origin' || from === 'none'
}

/** To us, or to the proxy that says so; whoever says so wrongly only shuts themselves out. */
const cameEncrypted = ({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>): boolean =>
  socket instanceof TLSSocket || headers['x-forwarded-proto'] === 'https'
