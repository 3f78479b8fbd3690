/** A program that is told over HTTP: it verifies by the words of docs/webhooks.md, answers as it is told to, and can be away. */
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import type { WebhookBody } from '../../schema/webhooks.ts'

const VERIFIER = '../../docs/examples/verify-webhook.js'
const { verified } = (await import(VERIFIER)) as {
  verified: (headers: IncomingHttpHeaders, body: string, secret: string) => WebhookBody
}

export interface Told {
  id: string
  headers: IncomingHttpHeaders
  /** As it came. */
  text: string
  body: WebhookBody
}

export class Program {
  /** All that came and was signed rightly, also the same again. */
  readonly heard: Told[] = []
  /** What came and was not. */
  readonly refused: string[] = []
  /** What it verifies with. */
  secret = ''
  /** A status, or whatever it does to the answer; 204 unless said otherwise. */
  reply: (told: Told) => number | ((response: ServerResponse) => void) = () => 204
  port = 0
  #server: Server | undefined

  async start(): Promise<this> {
    const server = createServer((request, response) => {
      void buffer(request).then((bytes) => {
        const text = bytes.toString('utf8')
        const { headers } = request
        try {
          const body = verified(headers, text, this.secret)
          const told = { id: String(headers['webhook-id']), headers, text, body }
          this.heard.push(told)
          const reply = this.reply(told)
          if (typeof reply === 'number') response.writeHead(reply).end()
          else reply(response)
        } catch (error) {
          this.refused.push(String(error))
          response.writeHead(401).end()
        }
      })
    })
    server.listen(this.port, '127.0.0.1')
    await once(server, 'listening')
    this.port = (server.address() as AddressInfo).port // it listens on TCP
    this.#server = server
    return this
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/wardroom?from=a-test`
  }
  get types(): string[] {
    return this.heard.map(({ body }) => body.type)
  }

  /** Gone from one moment to the next. */
  async kill(): Promise<void> {
    const server = this.#server
    if (!server) return
    this.#server = undefined
    const closed = once(server, 'close')
    server.close()
    server.closeAllConnections()
    await closed
  }
}
