/** S13: having the server ask where the attacker cannot. (The identity provider's hosts: test/access/single-sign-on.test.ts.) */
import { createServer as createHttpServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { MllpClient } from '../../server/outgoing/mllp-client.ts'
import { reach } from '../../server/queries/reach.ts'
import { Authority } from '../support/certificates.ts'
import { Webhook } from '../../server/outgoing/webhook.ts'
import { lookingUp, mayBeSentTo, webhooksTo } from '../../server/outgoing/where-to.ts'

const limits = { connectMs: 2000, answerMs: 2000 }
const message = { outbound_id: 1, message: 'MSH|' }
const sent = (host: string, port: number): Promise<unknown> =>
  new MllpClient({ host, port, encoding: 'UTF-8', limits }).ask(message)
const lookedUp = lookingUp(mayBeSentTo)

describe('a receiver', () => {
  test.each([
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '0.0.0.0',
    '::',
    'fe80::1',
    '224.0.0.1',
    '255.255.255.255',
  ])('is not at %s, and nobody is asked whether it is', async (host) => {
    await expect(sent(host, 80)).rejects.toThrow('no receiver may be at that address')
    expect(await reach(host, 80)).toEqual({ found: 'no-such-host', ms: 0 })
  })

  test('is at an address of the house, old or new', () => {
    for (const host of [
      '10.1.2.3',
      '192.168.7.1',
      '172.16.0.9',
      '131.111.8.46',
      'fd12:3456::7',
      '2001:db8::1',
    ])
      expect(mayBeSentTo(host), host).toBe(true)
  })

  test('by its name is at what the name meant when it was looked at', async () => {
    const found = await new Promise((resolve) =>
      lookedUp('localhost', { all: true }, (error, addresses) => resolve(error ?? addresses)),
    )
    expect(found).toContainEqual(
      expect.objectContaining({ address: expect.stringMatching(/^(127\.|::1)/) as string }),
    )
    const none = await new Promise((resolve) => lookedUp('0.0.0.0', {}, (error) => resolve(error?.message)))
    expect(none).toBe('no receiver may be at that address')
  })

  test('that answers something else is told of without what it answered', async () => {
    const secret = 'HTTP/1.1 200 OK\r\n\r\naws-secret-access-key'
    const server = createServer((socket) => void socket.end(secret.repeat(3000)))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // it listens on TCP
    const told = await sent('127.0.0.1', port).catch((error: unknown) => String(error))
    server.close()
    expect(told).toMatch(/no answer|closed/)
    expect(told).not.toContain('secret')
  })
})

describe('a webhook', () => {
  const posted = (url: string, networks: readonly string[] = []): Promise<unknown> =>
    new Webhook({ url, secrets: async () => [Buffer.alloc(32)], mayBe: webhooksTo(networks), limits }).ask(
      message,
    )

  test.each([
    'https://10.1.2.3/',
    'https://192.168.0.1/',
    'https://[::1]/',
    'https://[fd12::7]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://[2002:7f00:1::]/',
    'https://100.64.0.1/',
    'https://169.254.169.254/latest/',
    // As browsers and Node read them: all this machine.
    'https://2130706433/',
    'https://0x7f.1/',
    'https://localhost/',
  ])('is not at %s', async (url) => {
    await expect(posted(url)).rejects.toThrow('no receiver may be at that address')
  })

  test('is within the house where the setting says so, and never where clouds hand out keys', () => {
    const ours = webhooksTo(['10.20.0.0/16', '::1'])
    for (const [address, may] of [
      ['10.20.3.4', true],
      ['::ffff:10.20.3.4', true],
      ['::1', true],
      ['10.21.0.1', false],
      ['131.111.8.46', true],
      ['2a00:1450:4009::1', true],
    ] as const)
      expect(ours(address), address).toBe(may)
    expect(webhooksTo(['0.0.0.0/0', '::/0'])('169.254.169.254')).toBe(false)
  })

  test('that sends us elsewhere is not followed, and of what it answers nothing is told', async () => {
    const asked: string[] = []
    const server = createHttpServer(({ url = '' }, response) => {
      asked.push(url)
      response.writeHead(302, { location: '/inside', 'x-secret': 'key' }).end('aws-secret-access-key')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // it listens on TCP
    const answer = await posted(`http://127.0.0.1:${port}/out`, ['127.0.0.1'])
    server.close()
    expect(answer).toEqual({ verdict: 'later', code: '302', words: 'redirects are not followed' })
    expect(asked).toEqual(['/out'])
  })

  test('whose certificate nobody vouches for is told nothing', async () => {
    const { cert, key } = new Authority('Nobody').issue({
      name: 'localhost',
      hosts: ['localhost', '127.0.0.1'],
    })
    let heard = ''
    const server = createHttpsServer({ cert, key }, (request, response) => {
      request.on('data', (chunk: Buffer) => (heard += chunk.toString()))
      response.end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo // it listens on TCP
    await expect(posted(`https://localhost:${port}/`, ['127.0.0.1', '::1'])).rejects.toThrow(/certificate/)
    server.close()
    expect(heard).toBe('')
  })
})
