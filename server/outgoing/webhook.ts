/**
 * A receiver that is told over HTTPS. What it may do to us is little: no redirect is followed, of what it answers only the
 * status counts and only so much is read, and it has so long. Where it may be: where-to.ts.
 */
import type { ClientRequest, IncomingMessage } from 'node:http'
import { request as overHttp } from 'node:http'
import { request as overHttps } from 'node:https'
import { isIP } from 'node:net'
import { outboundControlId } from '../../schema/hl7-text.ts'
import type { Due } from '../commands/interfaces/deliveries.ts'
import type { Answer, Line, LineLimits, Verdict } from './line.ts'
import { signature } from './webhook-signature.ts'
import { ELSEWHERE, lookingUp, type MayBe } from './where-to.ts'

/** Nobody has to say more than that they have it. */
const MOST_BYTES = 65_536
const MOST_HEADER_BYTES = 16_384
/** However long it asks to be left alone. */
const MOST_AFTER_MS = 3_600_000

export class Webhook implements Line {
  readonly #url: URL
  readonly #secrets: () => Promise<Buffer[]>
  readonly #mayBe: MayBe
  readonly #limits: LineLimits
  readonly #closing = new AbortController()

  constructor({
    url,
    secrets,
    mayBe,
    limits,
  }: {
    url: string
    /** Asked for with each message: one may have ended meanwhile. */
    secrets: () => Promise<Buffer[]>
    mayBe: MayBe
    limits: LineLimits
  }) {
    this.#url = new URL(url)
    this.#secrets = secrets
    this.#mayBe = mayBe
    this.#limits = limits
  }

  async ask({ outbound_id, message }: Pick<Due, 'outbound_id' | 'message'>): Promise<Answer> {
    const secrets = await this.#secrets()
    const signed = signature(secrets, { id: outboundControlId(outbound_id), at: new Date(), body: message })
    const { status, after } = await this.#post(message, signed)
    const afterMs = /^\d{1,6}$/.test(after ?? '') ? Math.min(Number(after) * 1000, MOST_AFTER_MS) : undefined
    return {
      verdict: verdictOf(status),
      code: String(status),
      words: status >= 300 && status < 400 ? 'redirects are not followed' : '',
      ...(afterMs !== undefined && { afterMs }),
    }
  }

  close(): void {
    this.#closing.abort()
  }

  #post(
    body: string,
    signed: Record<string, string>,
  ): Promise<{ status: number; after: string | undefined }> {
    const late = AbortSignal.timeout(this.#limits.answerMs)
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => reject(late.aborted ? new Error('no answer in time') : error)
      let request: ClientRequest
      try {
        request = this.#request(body, signed, AbortSignal.any([this.#closing.signal, late]))
      } catch (cause) {
        reject(cause instanceof Error ? cause : new Error(String(cause)))
        return
      }
      request.on('error', failed)
      request.once('response', (response) => {
        leaveUnread(response)
        resolve({ status: response.statusCode ?? 0, after: response.headers['retry-after'] })
      })
      request.end(body)
    })
  }

  #request(body: string, signed: Record<string, string>, signal: AbortSignal): ClientRequest {
    const { protocol, hostname } = this.#url
    const host = hostname.replaceAll(/[[\]]/g, '')
    if (isIP(host) !== 0 && !this.#mayBe(host)) throw new Error(ELSEWHERE)
    return (protocol === 'https:' ? overHttps : overHttp)(this.#url, {
      method: 'POST',
      headers: {
        ...signed,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Wardroom',
        accept: '*/*',
      },
      agent: false, // a connection of its own: what it is connected to was looked at for this message
      lookup: lookingUp(this.#mayBe),
      maxHeaderSize: MOST_HEADER_BYTES,
      signal,
    })
  }
}

/** Read to its end, so that the receiver sees no broken connection; but not without end. */
function leaveUnread(response: IncomingMessage): void {
  let read = 0
  response.on('error', () => undefined) // it has said what counts
  response.on('data', (chunk: Buffer) => {
    read += chunk.length
    if (read > MOST_BYTES) response.destroy()
  })
}

/**
 * 2xx: taken. 410 Gone: nobody is there any more who wants it. Of the other 4xx the message is at fault, or how it is set up:
 * a person must see to it. All else passes by itself.
 */
function verdictOf(status: number): Verdict {
  if (status >= 200 && status < 300) return 'taken'
  if (status === 410) return 'refused'
  const passes = status === 408 || status === 425 || status === 429
  return status >= 400 && status < 500 && !passes ? 'in-error' : 'later'
}
