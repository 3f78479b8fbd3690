/** A real identity provider on this machine: signs anybody in who says a name, and tells of the groups they are in. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

export interface Known {
  name: string
  groups: string[]
}

export class IdentityProvider {
  readonly #server: Server
  readonly people = new Map<string, Known>()
  /** Requests it was asked, by path. */
  readonly asked: string[] = []

  private constructor(server: Server) {
    this.#server = server
  }

  /** @param back where it may send browsers back to. */
  static async start(back: string): Promise<IdentityProvider> {
    let answer: (...of: Parameters<ReturnType<Provider['callback']>>) => unknown = () => undefined
    const server = createServer((request, response) => {
      house.asked.push(new URL(request.url ?? '', 'http://here').pathname)
      void answer(request, response)
    })
    const house = new IdentityProvider(server)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const provider = new Provider(house.issuer, {
      clients: [
        {
          client_id: 'wardroom',
          client_secret: CLIENT_SECRET,
          redirect_uris: [back],
          token_endpoint_auth_method: 'client_secret_post',
        },
      ],
      pkce: { required: () => true },
      claims: { openid: ['sub'], profile: ['name', 'preferred_username', 'groups'] },
      scopes: ['openid', 'profile'],
      findAccount: (_context, id) => ({
        accountId: id,
        claims: () => ({ sub: id, preferred_username: id, ...house.people.get(id) }),
      }),
      cookies: { keys: ['only for this test'] },
      ttl: { Interaction: 600, Session: 600, Grant: 600, IdToken: 600, AccessToken: 600 },
    })
    answer = provider.callback()
    return house
  }

  get issuer(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}` // it listens on TCP
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }
}

export const CLIENT_SECRET = 'a secret between this test and its provider'

/**
 * A person without a browser: follows the provider's pages from `url`, says who they are, agrees.
 * @returns the address it sends them back to, which is not asked for.
 */
export async function throughProvider(url: string, login: string): Promise<URL> {
  const jar = new Map<string, string>()
  let [next, form]: [URL, URLSearchParams | undefined] = [new URL(url), undefined]
  for (let step = 0; step < 20; step += 1) {
    const response: Response = await fetch(next, {
      redirect: 'manual',
      headers: { cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: form }),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? []
      jar.set(name, value)
    }
    const location = response.headers.get('location')
    const page = await response.text()
    if (location !== null) {
      ;[next, form] = [new URL(location, next), undefined]
      if (next.origin !== new URL(url).origin) return next
      continue
    }
    const [, action] = /action="([^"]+)"/.exec(page) ?? []
    if (action === undefined) throw new Error(`the provider says ${response.status}: ${page.slice(0, 500)}`)
    form = page.includes('name="login"')
      ? new URLSearchParams({ prompt: 'login', login, password: 'any' })
      : new URLSearchParams({ prompt: 'consent' })
    next = new URL(action, next)
  }
  throw new Error('the provider leads in a circle')
}
