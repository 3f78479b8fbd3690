/** S13: having the server ask where the attacker cannot. (The identity provider's hosts: test/access/single-sign-on.test.ts.) */
import { createServer, type AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { MllpClient } from '../../server/outgoing/mllp-client.ts'
import { lookedUp, mayBeSentTo } from '../../server/outgoing/where-to.ts'

const sent = (host: string, port: number): Promise<unknown> =>
  new MllpClient({ host, port, limits: { connectMs: 2000, answerMs: 2000 } }).ask(Buffer.from('MSH|'), 'X')

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
