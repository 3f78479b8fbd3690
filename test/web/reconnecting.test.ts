import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { Manager } from 'socket.io-client'
import { afterEach, describe, expect, it } from 'vitest'
import { RECONNECTING, Returning } from '../../web/lib/reconnecting.ts'
import { until } from '../support/until.ts'

const manager = (port = 1, autoConnect = false) =>
  new Manager(`http://127.0.0.1:${port}`, { ...RECONNECTING, autoConnect })

describe('coming back to a server that went', () => {
  it('is a matter of moments for the screens of a ward', () => {
    const alone = manager()
    new Returning(alone).heard(6)
    expect(alone.reconnectionDelay()).toBe(RECONNECTING.reconnectionDelay)
  })

  it('is spread over seconds for two hundred walls, each at a moment of its own', () => {
    const many = manager()
    new Returning(many, () => 1).heard(200)
    expect(many.reconnectionDelay()).toBe(5000)
    expect(many.reconnectionDelayMax()).toBe(10_000)
    expect(many.randomizationFactor()).toBe(1)
  })

  it('stays spread while they come back one by one, and is a matter of moments half a minute later', () => {
    const many = manager()
    const returning = new Returning(many, () => 1)
    returning.heard(200)
    for (let pulse = 0; pulse < 29; pulse++) returning.heard(3) // of a server that most have not found yet
    expect(many.reconnectionDelay()).toBe(5000)
    returning.heard(3)
    expect(many.reconnectionDelay()).toBe(RECONNECTING.reconnectionDelay)
    expect(many.reconnectionDelayMax()).toBe(RECONNECTING.reconnectionDelayMax)
  })

  it('is as likely in each of those seconds: nobody who drew a long wait is sent in the middle with others', () => {
    const many = manager()
    new Returning(many).heard(200)
    const backoff = Reflect.get(many, 'backoff') as { duration(): number; reset(): void }
    const inSecond = Array<number>(10).fill(0)
    for (let draw = 0; draw < 2000; draw++) {
      backoff.reset()
      const second = Math.min(9, Math.floor(backoff.duration() / 1000))
      inSecond[second] = (inSecond[second] ?? 0) + 1
    }
    expect(Math.max(...inSecond)).toBeLessThan(300)
    expect(Math.min(...inSecond)).toBeGreaterThan(100)
  })

  it('does not gather at one moment those who found the server still gone', () => {
    const waits = [0.1, 0.5, 0.9].map((chance) => {
      const one = manager()
      new Returning(one, () => chance).heard(200)
      for (const heard of one.listeners('reconnect_attempt')) heard(1)
      return one.reconnectionDelayMax()
    })
    expect(new Set(waits).size).toBe(3)
    expect(Math.max(...waits)).toBeLessThanOrEqual(10_000)
  })

  describe('with a server', () => {
    let http: HttpServer | undefined
    let screen: Manager | undefined
    afterEach(async () => {
      screen?._close()
      http?.closeAllConnections()
      await new Promise((resolve) => http?.close(resolve))
    })

    it('means a WebSocket again, where there was one: nobody is left polling by a server that was just gone', async () => {
      http = createServer()
      const io = new Server(http)
      let refusesWebSockets = false
      io.engine.use(
        (
          request: { headers: Record<string, unknown> },
          response: { socket?: { destroy(): void } },
          next: () => void,
        ) => {
          if (refusesWebSockets && request.headers['upgrade'] !== undefined) response.socket?.destroy()
          else next()
        },
      )
      await new Promise<void>((resolve) => http?.listen(0, '127.0.0.1', resolve))
      screen = manager((http.address() as AddressInfo).port, true)
      screen.socket('/')
      const used: string[] = []
      new Returning(screen)
      screen.on('open', () => used.push(screen?.engine.transport.name ?? ''))
      await until(() => used.length === 1, { what: 'the first connection' })
      refusesWebSockets = true
      let refused = 0
      screen.on('reconnect_error', () => {
        if (++refused === 2) refusesWebSockets = false
      })
      screen.engine.close()
      io.disconnectSockets(true)
      await until(() => used.length === 2, { what: 'the screen to come back' })
      expect(used).toEqual(['websocket', 'websocket'])
      await io.close()
    })
  })
})
