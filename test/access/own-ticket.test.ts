/** What a phone learns by the code of a slip: a place in a queue, and nothing else of anybody. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ticketsOf } from '../../server/access/own-ticket.ts'
import { newSecret } from '../../server/access/secret.ts'
import { Allowance } from '../../server/intake/http/allowance.ts'
import { answerErrors } from '../../server/intake/http/answer-errors.ts'
import { ownTicketRoute } from '../../server/intake/http/own-ticket.ts'
import { openWard, type Ward } from '../commands/ward.ts'

let ward: Ward
let url: string
const http = createServer()

beforeAll(async () => {
  ward = await openWard()
  await ward.do('clinics/set-clinic', {
    site: 'gh',
    code: 'eye',
    name: 'Eyes',
    letter: 'A',
    rooms: ['1', '2'],
  })
  const app = express()
  ownTicketRoute(app, ticketsOf(ward.database, { demo: false }))
  app.use(answerErrors({ warn: () => undefined, error: () => undefined }))
  http.on('request', app)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/token` // it listens on TCP
})
afterAll(async () => {
  http.close()
  await ward.drop()
})
beforeEach(() => ward.database.rows('truncate ticket cascade'))

async function asked(code: unknown): Promise<{ status: number; result: Record<string, unknown> }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code }),
  })
  const { result = {} } = (await response.json()) as { result?: Record<string, unknown> }
  return { status: response.status, result }
}
const take = (priority: 'routine' | 'elderly' = 'routine') =>
  ward.do('clinics/take', { site: 'gh', clinic: 'eye', priority })
const next = (room: string) => ward.do('clinics/call-next', { site: 'gh', clinic: 'eye', room })

test('a phone follows its number from the queue to the room, and how long it takes is known from the calls before', async () => {
  const before = [await take(), await take(), await take()]
  const mine = await take()
  const { code } = mine
  expect((await asked(code)).result).toMatchObject({
    number: 'A-004',
    clinic: 'Eyes',
    state: 'waiting',
    before: 3,
    rough_min: null,
  })
  await take('elderly')
  expect((await asked(code)).result).toMatchObject({ before: 4 })
  for (const _ of [...before, 'elderly']) {
    const { ticket_id } = await next('1')
    await ward.do('clinics/finish', { ticket_id })
  }
  await ward.database.rows(
    `update ticket set taken_at = taken_at - interval '1 day', waits_from = waits_from - interval '1 day',
            called_at = called_at - make_interval(mins => 40 - 10 * nth), first_called_at = first_called_at - make_interval(mins => 40 - 10 * nth)
      where calls > 0`,
  )
  expect((await asked(code)).result).toMatchObject({ before: 0, again_s: 4 })
  expect(Number((await asked(code)).result['rough_min'])).toBeGreaterThan(0)
  await next('2')
  expect((await asked(code)).result).toMatchObject({
    state: 'called',
    room: '2',
    before: null,
    rough_min: null,
  })
})

test('of the person it belongs to it says nothing, for nothing is on the slip', async () => {
  const encounter_id = await ward.admit('Quillfeather', undefined)
  const { code } = await ward.do('clinics/take', { site: 'gh', clinic: 'eye', encounter_id })
  const { result } = await asked(code)
  expect(JSON.stringify(result)).not.toMatch(/Quillfeather|encounter|priority/)
  expect(Object.keys(result).sort()).toEqual([
    'again_s',
    'at',
    'before',
    'calls',
    'clinic',
    'demo',
    'number',
    'room',
    'rough_min',
    'site',
    'state',
    'time_zone',
  ])
})

test('a code of yesterday, a code nobody has and what is no code open nothing', async () => {
  const { code } = await take()
  await ward.database.rows('update ticket set day = day - 1')
  expect((await asked(code)).status).toBe(404)
  expect((await asked(newSecret())).status).toBe(404)
  expect((await asked("' or true --")).status).toBe(422)
})

test('one address asks so much and no more; a wrong code costs no more than a right one, so that nobody shuts out a waiting room', async () => {
  let now = 0
  const allowance = new Allowance({ burst: 3, perSecond: 1, now: () => now })
  expect(['a', 'a', 'a', 'a', 'b'].map((address) => allowance.take(address))).toEqual([0, 0, 0, 1, 0])
  now += 1000
  expect([allowance.take('a'), allowance.take('a')]).toEqual([0, 1])
  const { code } = await take()
  const wrong = await Promise.all(Array.from({ length: 40 }, () => asked(newSecret())))
  expect(new Set(wrong.map(({ status }) => status))).toEqual(new Set([404]))
  expect((await asked(code)).status).toBe(200)
})
