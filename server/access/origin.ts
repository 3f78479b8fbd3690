/** Whether a browser's page is ours: another site's must neither watch nor act through a visitor's browser. */
import type { IncomingHttpHeaders } from 'node:http'

/** A program that sends no Origin is no browser. "null" (a sandboxed frame, a file) is none of ours. */
export function sameOrigin({ origin, host }: IncomingHttpHeaders): boolean {
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host
}
