// @vitest-environment node
/** Boards over a real Socket.IO connection, against a server that can lag, drop, lie about its epoch and go away. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Server } from 'socket.io'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InboxRow } from '../../schema/boards/inbox.ts'
import type { ClientToServer, Delta, OpenAnswer, OpenRequest, ServerToClient } from '../../schema/wire.ts'
import { Link } from '../../web/lib/link.svelte.ts'

const lsn = (n: number) => n.toString(16).toUpperCase().padStart(16, '0')
const at = '2026-11-22T14:00:00Z'
const given = { place: {}, level: 'full' } as const
const totals = { applied: 0, stored: 0, quarantined: 0, refused: 0 }
const row = (key: string, repeats = 0): InboxRow => ({
  key,
  site: 'gh',
  door: 'hl7',
  received_at: at,
  sender: 'PAS^GH',
  kind: 'ADT^A01',
  control_id: null,
  outcome: 'applied',
  reason: null,
  answer: 'AA',
  repeats,
})

class House {
  readonly http = createServer()
  readonly io = new Server<ClientToServer, ServerToClient>(this.http)
  readonly opened: OpenRequest[] = []
  /** How many questions it does not hear. */
  deaf = 0
  answer: (request: OpenRequest) => OpenAnswer<'inbox'> = () => this.whole(10, [row('a')])
  port = 0

  async open(): Promise<void> {
    this.io.on('connection', (socket) => {
      socket.on('board:open', (request, answer) => {
        if (this.deaf > 0) {
          this.deaf -= 1
          return
        }
        this.opened.push(request)
        answer(this.answer(request))
      })
    })
    await new Promise<void>((resolve) => this.http.listen(this.port, '127.0.0.1', resolve))
    this.port = (this.http.address() as AddressInfo).port // listening on TCP
  }
  whole(position: number, rows: InboxRow[], epoch = 'one'): OpenAnswer<'inbox'> {
    return { ok: true, epoch, lsn: lsn(position), at, rows, totals, ...given }
  }
  delta(from: number, to: number, set: InboxRow[], gone: string[] = []): void {
    const delta: Delta<'inbox'> = {
      board: 'inbox',
      place: {},
      level: 'full',
      from: lsn(from),
      to: lsn(to),
      at,
      set,
      gone,
    }
    this.io.emit('board:delta', delta)
  }
  pulse(position: number, epoch = 'one'): void {
    this.io.emit('pulse', { epoch, lsn: lsn(position), at, lag_ms: 1, demo: false, version: 'v' })
  }
  async close(): Promise<void> {
    await this.io.close()
  }
}

let house: House
let link: Link
let leave: () => void
const inbox = () => {
  const board = link.board({ board: 'inbox', place: {}, level: 'full' })
  leave = board.watch()
  return board
}

beforeEach(async () => {
  house = new House()
  await house.open()
  link = new Link({ address: `http://127.0.0.1:${house.port}` })
  link.connect()
})
afterEach(async () => {
  leave()
  link.close()
  await house.close()
})

describe('a board on a screen', () => {
  it('opens whole, and a delta carries it on', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    house.delta(10, 12, [row('b')], ['a'])
    await vi.waitFor(() => expect([...board.rows.keys()]).toEqual(['b']))
    expect(board.lsn).toBe(lsn(12))
  })

  it('drops what it has already, so that nothing goes back', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    house.delta(10, 14, [row('a', 2)])
    house.delta(10, 12, [row('a', 1)])
    house.delta(14, 15, [row('c')])
    await vi.waitFor(() => expect(board.lsn).toBe(lsn(15)))
    expect(board.rows.get('a')?.repeats).toBe(2)
  })

  it('opens again from where it is when something was missed', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    house.answer = () => ({
      ok: true,
      epoch: 'one',
      lsn: lsn(30),
      at,
      set: [row('z')],
      gone: ['a'],
      totals,
      ...given,
    })
    house.delta(20, 25, [row('y')])
    await vi.waitFor(() => expect(board.lsn).toBe(lsn(30)))
    expect(house.opened.at(-1)?.since).toEqual({ epoch: 'one', lsn: lsn(10) })
    expect([...board.rows.keys()]).toEqual(['z'])
  })

  it('does not take the past from a server that is behind, and asks it again', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    let asked = 0
    house.answer = () => (++asked < 3 ? house.whole(5, []) : house.whole(40, [row('new')]))
    house.delta(20, 25, [])
    await vi.waitFor(() => expect(board.lsn).toBe(lsn(40)), { timeout: 5000 })
    expect(asked).toBe(3)
    expect([...board.rows.keys()]).toEqual(['new'])
  })

  it('starts anew when the epoch is another one, even at a lower position', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    house.answer = () => house.whole(3, [row('restored')], 'two')
    house.pulse(3, 'two')
    await vi.waitFor(() => expect([...board.rows.keys()]).toEqual(['restored']))
    expect(house.opened.at(-1)?.since).toBeUndefined()
    expect(board.lsn).toBe(lsn(3))
  })

  it('comes back by itself after the server was away, with what changed meanwhile', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    const { port } = house
    await house.close()
    await vi.waitFor(() => expect(board.joined).toBe(false))
    expect(board.rows.size).toBe(1) // the last good picture stays
    house = new House()
    house.port = port
    house.answer = () => ({
      ok: true,
      epoch: 'one',
      lsn: lsn(50),
      at,
      set: [row('b')],
      gone: [],
      totals,
      ...given,
    })
    await house.open()
    await vi.waitFor(() => expect(board.joined).toBe(true), { timeout: 8000 })
    expect([...board.rows.keys()]).toEqual(['a', 'b'])
    expect(house.opened[0]?.since).toEqual({ epoch: 'one', lsn: lsn(10) })
  })

  it('tells when it has reached a write, and does not wait for ever for one that is not its own', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    const mine = board.reached(lsn(12))
    house.delta(10, 12, [row('b')])
    await mine
    const others = board.reached(lsn(20))
    house.pulse(20)
    house.pulse(20)
    await others
    expect(board.lsn).toBe(lsn(12))
  })

  it('asks again when its question was lost on the way', async () => {
    house.deaf = 1
    link.close()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    link = new Link({ address: `http://127.0.0.1:${house.port}` }) // it takes its timers when it is made
    link.connect()
    try {
      const board = inbox()
      await vi.waitFor(() => expect(house.deaf).toBe(0))
      expect(board.joined).toBe(false)
      await vi.advanceTimersByTimeAsync(11_000)
      await vi.waitFor(() => expect(board.joined).toBe(true))
      expect(board.rows.size).toBe(1)
    } finally {
      vi.useRealTimers()
    }
  })

  it('keeps its picture, and no refusal, while the server cannot answer just now', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    house.answer = () => ({ ok: false, code: 'unavailable', message: 'not now' })
    house.delta(20, 25, [])
    await vi.waitFor(() => expect(house.opened.length).toBeGreaterThan(2))
    expect(board.refusal).toBeNull()
    expect([...board.rows.keys()]).toEqual(['a'])
    house.answer = () => house.whole(26, [row('b')])
    await vi.waitFor(() => expect([...board.rows.keys()]).toEqual(['b']))
  })

  it('follows a copy of the log that was put back under its old name, once it is sure; what was awaited there is not', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    const awaited = board.reached(lsn(50))
    house.answer = () => house.whole(5, [row('of then')])
    const now = vi.spyOn(performance, 'now')
    const from = performance.now()
    house.delta(20, 25, []) // a hole: it opens again
    await vi.waitFor(() => expect(house.opened.length).toBeGreaterThan(2))
    expect([...board.rows.keys()]).toEqual(['a']) // the server may only be behind
    now.mockReturnValue(from + 60_000)
    house.pulse(5)
    await vi.waitFor(() => expect([...board.rows.keys()]).toEqual(['of then']), { timeout: 3000 })
    await awaited
    now.mockRestore()
    expect(board.joined).toBe(true)
  })

  it('is watched once by an effect, however often it changes', async () => {
    const board = inbox()
    await vi.waitFor(() => expect(board.joined).toBe(true))
    for (let n = 0; n < 5; n++) house.delta(10 + n, 11 + n, [row('a', n)])
    await vi.waitFor(() => expect(board.lsn).toBe(lsn(15)))
    expect(house.opened).toHaveLength(1)
  })
})
