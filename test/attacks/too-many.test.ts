/** S10 at the web's door: too many, too slow, too much. The hospital's own screens go on all the while, and all come back at once. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { io } from 'socket.io-client'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { LeanWall } from '../bench/programs/lean-wall.ts'
import { connected, Screen, type Link } from '../live/station.ts'
import { letIn } from '../support/keys.ts'
import { until } from '../support/until.ts'
import { asking, openTarget, type Target } from './target.ts'

let at: Target
const sockets: Socket[] = []
beforeAll(async () => {
  at = await openTarget()
  await letIn(at.ward.url)
})
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy()
})
afterAll(() => at.stop())

function said(text: string | Buffer): Socket {
  const socket = connect(at.ports.http, '127.0.0.1')
  sockets.push(socket)
  socket.on('error', () => undefined) // being cut is what these are about
  socket.resume()
  if (text.length > 0) socket.write(text)
  return socket
}
const upgrade = (more = ''): string =>
  `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${at.ports.http}\r\nConnection: Upgrade\r\n` +
  `Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n${more}\r\n`

/** How long a change takes to a screen, most times [ms]. */
async function toAScreen(screen: Screen, times = 15): Promise<number> {
  const took: number[] = []
  for (let nth = 0; nth < times; nth += 1) {
    const [began, before] = [performance.now(), screen.lsn]
    await at.ward.database.rows(`update bed set position = position + 1 where code = '4W-1'`)
    await until(() => screen.lsn > before, { what: 'the change on the screen' })
    took.push(performance.now() - began)
  }
  return took.sort((a, b) => a - b)[Math.floor(times / 2)] ?? Infinity
}

describe('sockets of nobody', () => {
  test('have room for so many of one address, and are cut in five seconds; meanwhile two hundred walls come back to that address, and a screen is told as ever', async () => {
    const healthy = new Screen({ board: 'beds', place: {}, level: 'full' })
    healthy.lookAt(at)
    await until(() => healthy.joined, { what: 'the healthy screen' })
    const quiet = await toAScreen(healthy)
    const began = performance.now()
    const strangers = Array.from({ length: 900 }, () => said(upgrade()))
    const turnedAway = (): number => strangers.filter(({ closed }) => closed).length
    await until(() => turnedAway() >= 200, { what: 'most of the last to be turned away' })
    expect(at.live.health.strangers).toBeLessThanOrEqual(700) // 600 at once, and 20 a second

    const { authorization } = await at.program()
    const walls: Link[] = Array.from({ length: 200 }, () =>
      io(at.url, {
        transports: ['websocket'],
        extraHeaders: { authorization },
        forceNew: true,
        reconnection: false,
      }),
    )
    await Promise.all(walls.map(connected))
    const flooded = await toAScreen(healthy)
    for (const wall of walls) wall.disconnect()
    expect(flooded, `${quiet} ms before`).toBeLessThan(Math.max(250, 2 * quiet))
    await until(() => strangers.every(({ closed }) => closed), { what: 'all of them gone' })
    expect(performance.now() - began, 'five seconds, on a busy machine').toBeLessThan(15_000)
    healthy.away()
  })

  test('make no room for a thousand screens of the hospital’s that come at once: all are let in', async () => {
    const walls = Array.from({ length: 1000 }, () => new LeanWall(at.url, () => undefined))
    await Promise.all(walls.map((wall) => wall.connected()))
    expect(at.live.health.strangers_cut).toBe(0)
    for (const wall of walls) wall.cut()
  })

  test('that ask to be let in again and again on one connection are told once, and cut', async () => {
    const socket = said(upgrade('Authorization: Bearer wr_nobody\r\n'))
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    await until(() => heard.includes('"sid"'), { what: 'the WebSocket' })
    for (let nth = 0; nth < 500; nth += 1) socket.write(Buffer.from('8182000000003430', 'hex')) // "40": let me in
    await until(() => socket.closed, { what: 'the cut' })
    expect(heard).toContain('signed-out')
  })

  test('where too many came and were nobody, whoever comes shows first who they are', async () => {
    const { authorization } = await at.program()
    const answers: string[] = []
    while (!answers.includes('403')) {
      const headers = { authorization: `Bearer wr_${'x'.repeat(answers.length % 50)}` }
      answers.push(String((await polled(headers)).status))
      expect(answers.length).toBeLessThan(2000)
    }
    expect((await polled({ authorization })).status).toBe(200)
    expect((await polled({})).status).toBe(403)
  })
})

const polled = (headers: Record<string, string>) =>
  asking(`${at.url}/socket.io/?EIO=4&transport=polling`, { headers })

describe('a connection', () => {
  test.each([
    ['that says nothing', ''],
    ['that never ends its head', 'GET /api/session HTTP/1.1\r\nHost: here\r\nX-Slow: '],
  ])('%s is cut in five seconds or so, though it drips', async (_, text) => {
    const socket = said(text)
    await once(socket, 'connect')
    const drip = setInterval(() => text !== '' && socket.writable && socket.write('x'), 200)
    const began = performance.now()
    await until(() => socket.closed, { what: 'the cut', timeoutMs: 30_000 })
    clearInterval(drip)
    expect(performance.now() - began).toBeGreaterThan(2000)
  })

  test('with a head of 100 kB is refused', async () => {
    let heard = ''
    const socket = said(`GET / HTTP/1.1\r\nHost: here\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`)
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString()))
    await until(() => socket.closed, { what: 'the cut' })
    expect(heard).toMatch(/^HTTP\/1\.1 431/)
  })

  test('is never compressed over a WebSocket, and a frame of 10 MB ends it', async () => {
    const { authorization } = await at.program()
    const socket = said(
      upgrade(`Authorization: ${authorization}\r\nSec-WebSocket-Extensions: permessage-deflate\r\n`),
    )
    let heard = ''
    socket.on('data', (chunk: Buffer) => (heard += chunk.toString('latin1')))
    await until(() => heard.includes('101 Switching'), { what: 'the WebSocket' })
    expect(heard).not.toMatch(/permessage-deflate/i)
    const length = Buffer.alloc(8)
    length.writeBigUInt64BE(10_000_000n)
    socket.write(Buffer.concat([Buffer.of(0x81, 0xff), length, Buffer.alloc(4)])) // its head alone
    await until(() => socket.closed, { what: 'the cut' })
  })
})

describe('a body', () => {
  const sent = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) => {
    const known = await at.program()
    const all = { 'content-type': 'application/json', ...known, ...headers }
    return (await asking(at.url + path, { method: 'POST', body, headers: all })).status
  }
  const COMMAND = '/api/commands/beds/block'
  const long = (bytes: number): string => JSON.stringify({ site: 'gh', bed: 'x'.repeat(bytes) })

  test('of somebody who is not known yet is small, and of nobody is more than a hospital’s layout', async () => {
    expect(await sent('/api/session/password', long(20_000))).toBe(413)
    expect(await sent(COMMAND, long(9_000_000))).toBe(413)
    expect(await sent(COMMAND, gzipSync(long(200_000_000)), { 'content-encoding': 'gzip' })).toBe(413)
  })

  test.each([
    ['[', ']'],
    ['{"a":', '}'],
  ])('nested a hundred thousand deep is refused: %s', async (open, close) => {
    const deep = `{"site":"gh","bed":${open.repeat(100_000)}1${close.repeat(100_000)}}`
    for (const path of [COMMAND, '/api/replay', '/api/claims']) expect(await sent(path, deep)).toBe(400)
    const small = `{"login":${open.repeat(1000)}1${close.repeat(1000)}}`
    expect(await sent('/api/session/password', small)).toBe(400)
  })
})
