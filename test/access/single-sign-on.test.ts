/** Who the hospital's identity provider says they are, against a real one; and what is no proof. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  NotProven,
  ProviderAway,
  SingleSignOn,
  type OidcSettings,
} from '../../server/access/single-sign-on.ts'
import { CLIENT_SECRET, IdentityProvider, throughProvider } from '../support/identity-provider.ts'

const BACK = 'http://localhost:8080/api/session/sso/back'

let provider: IdentityProvider
beforeAll(async () => {
  provider = await IdentityProvider.start(BACK)
  provider.people.set('amira', { name: 'Amira Haddad', groups: ['ward-4w', 'nurses'] })
})
afterAll(() => provider.stop())

const settings = (changed: Partial<OidcSettings> = {}): OidcSettings => ({
  issuer: provider.issuer,
  clientId: 'wardroom',
  clientSecret: CLIENT_SECRET,
  name: 'the hospital',
  groupsClaim: 'groups',
  scope: 'openid profile',
  hosts: [],
  ...changed,
})

describe('single sign-on', () => {
  test('ends with who they are and which groups they are in; what was found out of the provider is kept', async () => {
    const sso = new SingleSignOn(settings())
    const { url, kept } = await sso.begin(BACK)
    expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256')
    const back = await throughProvider(url, 'amira')
    expect(await sso.finish(back.search, kept)).toEqual({
      issuer: provider.issuer,
      subject: 'amira',
      login: 'amira',
      name: 'Amira Haddad',
      groups: ['ward-4w', 'nurses'],
    })
    const discoveries = (): number => provider.asked.filter((path) => path.includes('well-known')).length
    const before = discoveries()
    await sso.begin(BACK)
    expect(discoveries()).toBe(before)
    // The code was used: whoever has it from the history of a browser has nothing.
    await expect(sso.finish(back.search, kept)).rejects.toThrow(NotProven)
  })

  test.each([
    ['somebody else’s state', { state: 'another' }],
    ['another verifier', { verifier: 'v'.repeat(43) }],
    ['another nonce', { nonce: 'another' }],
  ])('does not take a code that came with %s', async (_what, changed) => {
    const sso = new SingleSignOn(settings())
    const { url, kept } = await sso.begin(BACK)
    const back = await throughProvider(url, 'amira')
    await expect(sso.finish(back.search, { ...kept, ...changed })).rejects.toThrow(NotProven)
  })

  test('that was refused by the person or their provider is no proof', async () => {
    const sso = new SingleSignOn(settings())
    const { kept } = await sso.begin(BACK)
    const query = new URLSearchParams({ error: 'access_denied', state: kept.state, iss: provider.issuer })
    await expect(sso.finish(`?${query.toString()}`, kept)).rejects.toThrow(NotProven)
  })

  test('says that the provider is away when it is, and asks it again the next time', async () => {
    const other = await IdentityProvider.start(BACK)
    const sso = new SingleSignOn(settings({ issuer: other.issuer }))
    await other.stop()
    await expect(sso.begin(BACK)).rejects.toThrow(ProviderAway)
    await expect(sso.begin(BACK)).rejects.toThrow(ProviderAway)
  })

  test('asks nobody whom a provider only names: its documents lead nowhere but to the hosts that were set', async () => {
    const reached: string[] = []
    const inside = createServer((request, response) => {
      reached.push(request.url ?? '')
      response.end('{}')
    })
    await new Promise<void>((resolve) => inside.listen(0, '127.0.0.1', resolve))
    const address = `http://127.0.0.1:${(inside.address() as AddressInfo).port}`
    const turned = createServer((request, response) => {
      const issuer = `http://${request.headers.host ?? ''}`
      const document = {
        issuer,
        authorization_endpoint: `${issuer}/auth`,
        token_endpoint: `${address}/token`,
        jwks_uri: `${address}/keys`,
        response_types_supported: ['code'],
        subject_types_supported: ['public'],
        id_token_signing_alg_values_supported: ['RS256'],
      }
      response.setHeader('content-type', 'application/json').end(JSON.stringify(document))
    })
    await new Promise<void>((resolve) => turned.listen(0, '127.0.0.1', resolve))
    const sso = new SingleSignOn(
      settings({ issuer: `http://127.0.0.1:${(turned.address() as AddressInfo).port}` }),
    )
    const { kept } = await sso.begin(BACK)
    await expect(sso.finish(`?code=any&state=${kept.state}`, kept)).rejects.toThrow(ProviderAway)
    expect(reached).toEqual([])
    for (const server of [inside, turned]) {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
})
