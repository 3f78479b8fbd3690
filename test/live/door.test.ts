/** The door of the screens: what it refuses, what it survives, and that one screen cannot harm the others. */
import fc from 'fast-check'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import type { Socket as Pipe } from 'node:net'
import { io } from 'socket.io-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWard, type Ward } from '../commands/ward.ts'
import { until } from '../support/until.ts'
import { ask, connected, linkTo, openStation, Screen, type Link, type Station } from './station.ts'

let ward: Ward
let station: Station
let link: Link
beforeAll(async () => {
  ward = await openWard()
  station = await openStation(ward.database.url)
  link = await connected(linkTo(station))
})
afterAll(async () => {
  link.disconnect()
  await station.stop()
  await ward.drop()
})

const whole = { board: 'beds', place: {}, level: 'full' } as const

describe('board:open', () => {
  test('is answered whatever is asked, and the server lives', async () => {
    const garbage = fc.oneof(
      fc.jsonValue(),
      fc.record({
        board: fc.constantFrom('beds', '__proto__', ''),
        place: fc.jsonValue(),
        level: fc.jsonValue(),
      }),
      fc.record({ ...mapped(), since: fc.jsonValue() }),
    )
    await fc.assert(
      fc.asyncProperty(garbage, async (asked) => {
        const answer = await ask(link, asked)
        if (!answer.ok) expect(answer.code).toMatch(/^(invalid-input|not-found)$/)
      }),
      { numRuns: 100 },
    )
    expect(await ask(link, whole)).toMatchObject({ ok: true })
  })

  test.each([{ site: 'nowhere' }, { site: 'gh', unit: 'nowhere' }, { unit: '4W' }])(
    'of a place that is not there is refused: %j',
    async (place) => {
      expect(await ask(link, { ...whole, place })).toMatchObject({ ok: false, code: 'not-found' })
    },
  )

  test('with a position of another epoch, or of before the room knows, gets the whole picture', async () => {
    for (const since of [
      { epoch: 'another', lsn: 'FFFFFFFFFFFFFFFF' },
      { epoch: (await opened()).epoch, lsn: '0000000000000001' },
    ])
      expect(await ask(link, { ...whole, since })).toHaveProperty('rows')
  })
})

describe('another site’s page', () => {
  const origins = ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'http://127.0.0.1:1']
  test.each(origins)('may not listen by WebSocket: %s', async (origin) => {
    const [refused] = (await once(upgrading({ origin }), 'response')) as [IncomingMessage]
    refused.resume()
    expect(refused.statusCode).toBe(400) // engine.io's word for 403 once an upgrade was asked for
  })
  test.each(origins)('may not listen by polling: %s', async (origin) => {
    expect(await polled(origin)).toBe(403)
  })
  test('while our own may', async () => expect(await polled(station.url)).toBe(200))
})

test('a board that was closed again before its turn came is answered, and not fed', async () => {
  const hasty = await connected(linkTo(station))
  const fed: string[] = []
  hasty.on('board:delta', ({ board }) => fed.push(board))
  const opened = ask(hasty, whole)
  const kept = ask(hasty, { ...whole, board: 'units' })
  const again = ask(hasty, { ...whole, board: 'jobs' })
  hasty.emit('board:close', whole)
  hasty.emit('board:close', { ...whole, board: 'jobs' })
  const back = ask(hasty, { ...whole, board: 'jobs' })
  expect(await Promise.all([opened, kept, again, back])).toMatchObject(Array(4).fill({ ok: true }))
  await ward.admit('Overnight', '4W-2')
  await until(() => fed.includes('units'), { what: 'the board that was kept to be fed' })
  await ward.database.rows(
    `insert into turnover (bed_id, vacated_at, asked_at) select bed_id, now(), now() from bed where code = '4W-3'`,
  )
  await until(() => fed.includes('jobs'), { what: 'the board that was opened again to be fed' })
  expect(fed).not.toContain('beds')
  hasty.disconnect()
})

test('a screen that never reads slows nobody: the others are told as ever', async () => {
  const [, pipe] = (await once(upgrading({}), 'upgrade')) as [unknown, Pipe]
  pipe.on('error', () => undefined)
  pipe.pause()
  pipe.write(frame('40')) // Socket.IO: connect to the namespace
  for (let nth = 0; nth < 3000; nth++) pipe.write(frame(`42${nth}["board:open",${JSON.stringify(whole)}]`))
  const healthy = new Screen(whole)
  healthy.lookAt(station)
  await until(() => healthy.joined, { what: 'the healthy screen' })
  const delays: number[] = []
  for (let nth = 0; nth < 20; nth++) {
    const sent = performance.now()
    const code = `4W-${1 + (nth % 3)}`
    const before = healthy.lsn
    await ward.database.rows(`update bed set position = position + 1 where code = $1`, [code])
    await until(() => healthy.lsn > before, { what: 'the delta' })
    delays.push(performance.now() - sent)
  }
  healthy.away()
  delays.sort((a, b) => a - b)
  expect(delays[10], `delays ${delays.map(Math.round).join()} ms`).toBeLessThan(500)
  pipe.destroy()
})

test('a screen without a WebSocket has all its boards opened, one after the other', async () => {
  const polling = io(station.url, { transports: ['polling'], forceNew: true, reconnection: false })
  for (const board of ['beds', 'units', 'jobs', 'turns'] as const) {
    const answer: unknown = await polling.timeout(8000).emitWithAck('board:open', { ...whole, board })
    expect(answer, board).toMatchObject({ ok: true })
    await ward.database.rows(`update bed set position = position + 1 where code = '4W-2'`)
  }
  polling.disconnect()
})

test('a socket that asks for the house a thousand times is cut, and the others hear their pulses', async () => {
  const greedy = io(station.url, { transports: ['websocket'], reconnection: false })
  await once(greedy as unknown as NodeJS.EventEmitter, 'connect') // the browser's emitter has the same once
  const healthy = new Screen(whole)
  healthy.lookAt(station)
  await until(() => healthy.joined, { what: 'the healthy screen' })
  const heard = healthy.pulses.length
  for (let nth = 0; nth < 1000; nth++) greedy.emit('board:open', whole, () => undefined)
  await until(() => !greedy.connected, { what: 'the greedy one to be cut' })
  await until(() => healthy.pulses.length > heard + 2, { what: 'pulses to go on', timeoutMs: 4000 })
  healthy.away()
})

test('pulses say that the picture is no longer live the moment the feed is lost, and that it is again', async () => {
  const screen = new Screen(whole)
  screen.lookAt(station)
  await until(() => screen.joined, { what: 'the screen' })
  const asked = screen.pulses.length
  await ward.database.rows(
    `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'wardroom feed' and datname = current_database()`,
  )
  await until(() => screen.pulses.slice(asked).some((pulse) => pulse.lag_ms === null), {
    what: 'a pulse without lag',
    timeoutMs: 900,
  })
  await until(() => typeof screen.pulses.at(-1)?.lag_ms === 'number', { what: 'a live pulse' })
  const joins = screen.joins
  await ward.database.rows(`update bed set block_note = 'after' where code = '4W-1'`)
  await until(() => JSON.stringify(screen.held.picture).length > 0 && station.live.health.live, {
    what: 'the feed',
  })
  await ward.admit('Afterwards', '4W-1')
  await until(() => JSON.stringify(screen.held.picture).includes('Afterwards'), { what: 'what came after' })
  expect(screen.joins, 'without opening the board again').toBe(joins)
  screen.away()
})

const mapped = () => ({ board: fc.constant('beds'), place: fc.constant({}), level: fc.constant('full') })

async function opened(): Promise<{ epoch: string }> {
  const answer = await ask(link, whole)
  if (!answer.ok) throw new Error(answer.message)
  return answer
}

async function polled(origin: string): Promise<number | undefined> {
  const asked = request(`${station.url}/socket.io/?EIO=4&transport=polling`, {
    headers: { origin },
    agent: false,
  })
  asked.end()
  const [response] = (await once(asked, 'response')) as [IncomingMessage]
  response.resume()
  return response.statusCode
}

function upgrading(headers: Record<string, string>): ReturnType<typeof request> {
  const asked = request(`${station.url}/socket.io/?EIO=4&transport=websocket`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16, 'w').toString('base64'),
      ...headers,
    },
    agent: false,
  })
  asked.end()
  return asked
}

/** A text frame of a client (RFC 6455, 5.2), masked with zeros. */
function frame(text: string): Buffer {
  const payload = Buffer.from(text)
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0x80 | 126, payload.length >> 8, payload.length & 255]
  return Buffer.concat([Buffer.from([0x81, ...length, 0, 0, 0, 0]), payload])
}
