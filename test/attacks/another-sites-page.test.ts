/** S3, and the headers of every answer: what another site's page can make a browser do here. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { begin } from '../../server/access/sessions.ts'
import { asking, openTarget, type Target } from './target.ts'

let at: Target
let cookie: string
beforeAll(async () => {
  at = await openTarget()
  const person = await at.ward.database.row<{ person_id: number }>(
    `with p as (insert into person (login, name) values ('nurse', 'nurse') returning person_id)
     insert into person_grant (person_id, role, granted_by) select person_id, 'nurse', 'a test' from p returning person_id`,
  )
  const circumstances = { how: 'test', address: undefined, agent: undefined } as const
  const { secret } = await begin(at.ward.database, person?.person_id ?? 0, circumstances)
  cookie = `wardroom=${secret}`
})
afterAll(() => at.stop())

describe('every answer', () => {
  const answers: [string, string, Record<string, unknown>?][] = [
    ['of a page', '/beds'],
    ['of a file there is not', '/assets/none.js'],
    ['of the API to nobody', '/api/beds'],
    ['of the API about itself', '/api/session'],
    ['of a sign of life', '/healthz'],
    ['to a body that is none', '/api/session/password', { method: 'POST', body: '{' }],
    ['to a path that is no text', '/%ff'],
    ['to a screen without a WebSocket', '/socket.io/?EIO=4&transport=polling'],
    ['to a screen that is none', '/socket.io/?EIO=4&transport=carrier-pigeon'],
    ['to a page of elsewhere', '/socket.io/?EIO=4&transport=polling', { headers: { origin: 'https://x' } }],
  ]
  test.each(answers)(
    '%s allows the browser nothing that a screen does not need',
    async (_, path, options) => {
      const { headers } = await asking(at.url + path, options)
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'x-frame-options': 'DENY',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control':
          path.startsWith('/api') || path.startsWith('/socket')
            ? 'no-store'
            : (expect.stringMatching(/^no-/) as string),
      })
      const policy = headers['content-security-policy'] ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("require-trusted-types-for 'script'")
      expect(policy).not.toMatch(/unsafe|\*|https?:/)
      expect(headers['permissions-policy']).toContain('microphone=()')
      expect(headers).not.toHaveProperty('x-powered-by')
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    },
  )
})

const foreign = (): [string, Record<string, string>][] => {
  const { host } = new URL(at.url)
  return [
    ['of another site', { origin: 'https://evil.example' }],
    ['"null"', { origin: 'null' }],
    ['whose name begins like ours', { origin: `http://${host}.evil.example` }],
    ['whose name ends like ours', { origin: `http://evil-${host}` }],
    ['of another port', { origin: 'http://127.0.0.1:1' }],
    ['with a user of our name', { origin: `http://${host}@evil.example` }],
    ['twice', { origin: `http://${host}, https://evil.example` }],
    ['that is empty', { origin: '' }],
    ['in plain, where ours came encrypted', { origin: `http://${host}`, 'x-forwarded-proto': 'https' }],
    ['left out, by what says that it is another site', { 'sec-fetch-site': 'cross-site' }],
    ['left out, by what says that it is a neighbour', { 'sec-fetch-site': 'same-site' }],
  ]
}

describe('an Origin', () => {
  test('that is not ours opens no socket, by neither transport, and no header lets its page read the answer', async () => {
    for (const [what, headers] of foreign()) {
      for (const path of ['polling', 'websocket'] as const) {
        const answer = await handshake(path, { ...headers, cookie })
        expect(answer, `${what}, by ${path}`).toMatch(/^4/)
      }
    }
  })

  test('that is not ours changes nothing over HTTP, whatever the browser brings', async () => {
    const before = await at.ward.database.rows('select from act')
    for (const [what, headers] of foreign()) {
      for (const path of ['/api/commands/beds/block', '/api/session/password', '/api/session/here']) {
        const sent = { 'content-type': 'application/json', cookie, ...headers }
        const body = JSON.stringify({ site: 'gh', bed: '4W-1', reason: 'repair' })
        const { status } = await asking(at.url + path, { method: 'POST', headers: sent, body })
        expect(status, `${what}: ${path}`).toBe(403)
      }
    }
    expect(await at.ward.database.rows('select from act')).toHaveLength(before.length)
  })

  test('that is ours does, by both transports', async () => {
    const headers = { origin: at.url, cookie }
    expect(await handshake('polling', headers)).toBe('200')
    expect(await handshake('websocket', headers)).toBe('101')
  })

  test('is always said by a browser that opens a WebSocket: without one a cookie is not enough, and a token is', async () => {
    expect(await handshake('websocket', { cookie })).toBe('400')
    expect(await handshake('websocket', await at.program())).toBe('101')
    expect(await handshake('polling', { cookie, 'sec-fetch-site': 'same-origin' })).toBe('200')
  })

  test('of ours is not asked about before a page may act (no CORS): the question is answered with nothing', async () => {
    const { headers } = await asking(`${at.url}/api/commands/beds/block`, {
      method: 'OPTIONS',
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
  })
})

/** @returns the status */
async function handshake(
  transport: 'polling' | 'websocket',
  headers: Record<string, string>,
): Promise<string> {
  const upgrade = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16, 'w').toString('base64'),
  }
  const url = `${at.url}/socket.io/?EIO=4&transport=${transport}`
  const asked = request(url, {
    headers: { ...(transport === 'websocket' && upgrade), ...headers },
    agent: false,
  })
  asked.on('upgrade', (response, socket) => {
    socket.destroy()
    asked.emit('response', response)
  })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.resume()
  return String(response.statusCode)
}
