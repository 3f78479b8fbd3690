/** Who asks, for the record, until there is sign-in. */
import type { Request } from 'express'

/** What a browser can't put in a header as it is, it percent-encodes. */
export function whoOf(request: Request): string {
  const given = request.get('X-Wardroom-Who')?.slice(0, 600) ?? ''
  const plain = safelyDecoded(given).trim().slice(0, 100)
  return plain === '' ? 'someone at a console' : plain
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text // a bare % in a name
  }
}
