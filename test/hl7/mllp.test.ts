/** The connection itself, over real sockets; what the messages mean is another test's matter. */
import { setImmediate as turn } from 'node:timers/promises'
import pino from 'pino'
import { afterEach, describe, expect, it } from 'vitest'
import { framed } from '../../server/intake/hl7/frames.ts'
import type { Answers, Frame } from '../../server/intake/hl7/intake.ts'
import { MLLP_LIMITS, MllpServer, type MllpLimits, type MllpPeer } from '../../server/intake/hl7/mllp.ts'
import { until } from '../support/until.ts'
import { dial, type Peer } from './peer.ts'

let server: MllpServer | undefined
const peers: Peer[] = []
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()))
  await server?.stop()
  server = undefined
})

const echo = (frame: Frame): Promise<Answers> =>
  Promise.resolve({
    answers: [Buffer.from(`${frame.flaw ?? 'ok'}:${frame.bytes.toString().slice(0, 20)}`)],
    cut: frame.flaw === 'too large',
    welcome: true,
  })

async function opened(
  handle: (frame: Frame, peer: MllpPeer, stop: AbortSignal) => Promise<Answers>,
  limits: Partial<MllpLimits> = {},
): Promise<number> {
  const log = pino({ level: 'silent' })
  server = new MllpServer({ port: 0, host: '127.0.0.1', log, handle, limits: { ...MLLP_LIMITS, ...limits } })
  return (await server.start()).port
}
async function dialled(port: number): Promise<Peer> {
  const peer = await dial(port)
  peers.push(peer)
  return peer
}

describe('a connection', () => {
  it('is answered in order, one message at a time', async () => {
    let under = 0
    let most = 0
    const port = await opened(async (frame) => {
      most = Math.max(most, (under += 1))
      await turn()
      under -= 1
      return echo(frame)
    })
    const peer = await dialled(port)
    peer.write(Buffer.concat(Array.from({ length: 20 }, (_, i) => framed(Buffer.from(String(i))))))
    await until(() => peer.answers.length === 20, { what: 'twenty answers' })
    expect(peer.answers).toEqual(Array.from({ length: 20 }, (_, i) => `ok:${i}`))
    expect(most).toBe(1)
  })

  it('may close its half when it has sent everything, and still gets its answers', async () => {
    const peer = await dialled(await opened(echo))
    peer.socket.end(framed(Buffer.from('last')))
    await until(() => peer.closed(), { what: 'the goodbye' })
    expect(peer.answers).toEqual(['ok:last'])
  })

  it.each([
    ['an HTTP request', 'GET / HTTP/1.1\r\nHost: x\r\n\r\n'],
    ['a TLS hello', Buffer.from('16030100c8010000c40303', 'hex')],
    ['64 kB that begin no message', 'x'.repeat(65_600)],
  ])('that begins with %s is cut', async (_, bytes) => {
    const peer = await dialled(await opened(echo))
    peer.write(bytes)
    await until(() => peer.closed(), { what: 'the cut' })
    expect(peer.answers).toEqual([])
  })

  it('that says nothing is cut', async () => {
    const peer = await dialled(await opened(echo, { firstMessageMs: 50 }))
    await until(() => peer.closed(), { what: 'the cut' })
  })

  it('that keeps sending garbage is cut all the same', async () => {
    const peer = await dialled(await opened(echo, { firstMessageMs: 80 }))
    const drip = setInterval(() => peer.write('x'), 10)
    await until(() => peer.closed(), { what: 'the cut' }).finally(() => clearInterval(drip))
  })

  it('that stalls in the middle of a message is cut', async () => {
    const peer = await dialled(await opened(echo, { stalledMs: 50 }))
    peer.write('\x0bMSH|')
    await until(() => peer.closed(), { what: 'the cut' })
  })

  it('that is quiet between messages is cut after its time', async () => {
    const peer = await dialled(await opened(echo, { idleMs: 50 }))
    await peer.ask('one')
    await until(() => peer.closed(), { what: 'the cut' })
  })

  it('with a message too large gets its answer, and is cut', async () => {
    const peer = await dialled(await opened(echo, { messageBytes: 100_000 }))
    peer.write(framed(Buffer.alloc(5_000_000, 'x')))
    await until(() => peer.closed(), { what: 'the cut', timeoutMs: 10_000 })
    expect(peer.answers).toEqual(['too large:xxxxxxxxxxxxxxxxxxxx'])
  })

  it('whose peer never reads its answers is held back, and cut', async () => {
    let handled = 0
    const large = Buffer.alloc(500_000, 'y')
    const port = await opened(
      () => {
        handled += 1
        return Promise.resolve({ answers: [large], cut: false, welcome: true })
      },
      { unreadMs: 300 },
    )
    const peer = await dialled(port)
    peer.socket.pause()
    const flood = Buffer.concat(Array.from({ length: 20_000 }, () => framed(Buffer.from('m'))))
    peer.write(flood)
    await until(() => handled > 0, { what: 'the first message' })
    // A peer that does not read does not see the cut either, but what it writes is refused then.
    await until(() => (peer.write('x'), peer.socket.errored ?? peer.closed()), { what: 'the cut' })
    peer.socket.resume()
    await until(() => peer.closed(), { what: 'the close' })
    expect(handled).toBeLessThan(100) // what the kernel's buffers held, and not one more
  })

  it('too many is refused', async () => {
    const port = await opened(echo, { connections: 2 })
    const one = await dialled(port)
    const two = await dialled(port)
    await Promise.all([one.ask('1'), two.ask('2')])
    const three = await dialled(port)
    await until(() => three.closed(), { what: 'the refusal' })
    expect(await one.ask('still')).toBe('ok:still')
  })

  it('whose message could not be stored is closed without an answer', async () => {
    const peer = await dialled(await opened(() => Promise.reject(new Error('the database is away'))))
    peer.send('one')
    await until(() => peer.closed(), { what: 'the goodbye' })
    expect(peer.answers).toEqual([])
  })
})

describe('closing the door', () => {
  it('answers what is under way, and nothing after it', async () => {
    let release: () => void = () => undefined
    let handled = 0
    const port = await opened(async (frame) => {
      handled += 1
      await new Promise<void>((resolve) => (release = resolve))
      return echo(frame)
    })
    const busy = await dialled(port)
    const idle = await dialled(port)
    busy.write(Buffer.concat([framed(Buffer.from('first')), framed(Buffer.from('second'))]))
    await until(() => handled === 1, { what: 'the first message' })
    const stopped = server?.stop()
    await until(() => idle.closed(), { what: 'the idle connection to close' })
    expect(busy.closed()).toBe(false)
    release()
    await stopped
    await until(() => busy.closed(), { what: 'the goodbye' })
    expect([busy.answers, handled]).toEqual([['ok:first'], 1])
  })

  it('does not wait for a peer that never reads', async () => {
    const large = Buffer.alloc(500_000, 'y')
    let handled = 0
    const port = await opened(() =>
      Promise.resolve({ answers: [large], cut: (handled += 1) < 0, welcome: true }),
    )
    const peer = await dialled(port)
    peer.socket.pause()
    peer.write(Buffer.concat(Array.from({ length: 1000 }, () => framed(Buffer.from('m')))))
    await until(() => handled > 0, { what: 'the first message' })
    const began = performance.now()
    await server?.stop()
    expect(performance.now() - began).toBeLessThan(3_000) // of MLLP_LIMITS.unreadMs, 30 s
  })

  it('tells the handler, and does not wait longer than two seconds for one that hangs', async () => {
    let release: () => void = () => undefined
    let told: AbortSignal | undefined
    const port = await opened(async (frame, _, stop) => {
      told = stop
      await new Promise<void>((resolve) => (release = resolve))
      return echo(frame)
    })
    const peer = await dialled(port)
    peer.send('first')
    await until(() => told, { what: 'the message' })
    expect(told?.aborted).toBe(false)
    const began = performance.now()
    const stopped = server?.stop()
    expect(told?.aborted).toBe(true)
    await stopped
    expect(performance.now() - began).toBeLessThan(3_000)
    await until(() => peer.closed(), { what: 'the cut' })
    release()
    expect(peer.answers).toEqual([])
  })

  it('that is open already says so as the system does', async () => {
    const port = await opened(echo)
    const log = pino({ level: 'silent' })
    const second = new MllpServer({ port, host: '127.0.0.1', log, handle: echo, limits: MLLP_LIMITS })
    await expect(second.start()).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})
