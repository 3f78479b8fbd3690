/** The HTTP door: what is asked of it wrongly is answered in one form, and changes nothing. */
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import prom from 'prom-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { claimByCode } from '../../server/commands/credentials/claim-by-code.ts'
import { run } from '../../server/commands/run.ts'
import { apiRoutes } from '../../server/intake/http/routes.ts'
import { site } from '../../server/intake/http/site.ts'
import { replayHl7 } from '../../server/intake/hl7/replay.ts'
import { answers } from '../../server/queries/index.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { anybody, openDoor, viewerAt } from '../support/keys.ts'

let ward: Ward
let url: string
const errors: unknown[] = []
const http = createServer()
/** At the door of /metrics nobody is known; behind that of the API everybody is. */
const nobodyKnown = { ...openDoor().doorman, viewer: () => Promise.resolve(undefined) }
const screens = { server: 'one', others: 'alone' as const, screens: [] }

beforeAll(async () => {
  ward = await openWard()
  const log = { warn: () => undefined, error: (fields: object) => void errors.push(fields) }
  const api = apiRoutes({
    run: (name, input, by) => run(ward.database, name, input, by),
    answer: (name, input) => answers[name](ward.database, input, anybody),
    claim: (input, by) => claimByCode(ward.database, input, by),
    took: () => Promise.reject(new Error('nothing is taken here')),
    replay: (input, by) => replayHl7(ward.database, input, by, pino({ level: 'silent' })),
    screens: {
      seen: () => Promise.resolve(screens),
      tell: ({ do: deed }) => Promise.resolve({ everywhere: deed.kind !== 'show' }),
    },
    board: () => ({ ok: false, code: 'unavailable', message: 'no feed here' }),
    session: openDoor(await viewerAt(ward.url)),
    version: 'test',
    log,
  })
  const readiness = () => Promise.resolve({ ready: true, reasons: {} })
  http.on(
    'request',
    site({
      api,
      dist: '/nowhere',
      version: 'test',
      readiness,
      leaving: () => false,
      trustedProxies: [],
      known: nobodyKnown,
      metrics: prom.register,
      log,
    }),
  )
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo // it listens on TCP
  url = `http://127.0.0.1:${port}`
})
afterAll(async () => {
  await new Promise((resolve) => http.close(resolve))
  await ward.drop()
})

async function answered(
  path: string,
  init?: RequestInit,
): Promise<{ status: number; text: string; body: unknown }> {
  const response = await fetch(`${url}${path}`, init)
  const text = await response.text()
  return { status: response.status, text, body: JSON.parse(text) }
}
const asJson = (body: string, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body,
})
const BLOCK = '/api/commands/beds/block'

describe('what cannot be read is the sender’s to mend, and says so', () => {
  test.each([
    ['text that is not JSON', BLOCK, asJson('{'), 400],
    ['JSON that is no object', BLOCK, asJson('null'), 400],
    ['another content type', BLOCK, { method: 'POST', body: 'bed=4W-1' }, 415],
    ['bytes that are not the gzip they claim to be', BLOCK, asJson('x', { 'Content-Encoding': 'gzip' }), 400],
    ['a body above the limit', BLOCK, asJson(`"${'x'.repeat(9_000_000)}"`), 413],
    ['an empty key', BLOCK, asJson('{}', { 'Idempotency-Key': '' }), 422],
    ['a field that is missing', BLOCK, asJson('{"site":"gh"}'), 422],
    ['U+0000 in a search', '/api/patients?site=gh&find=%00', undefined, 422],
    ['U+0000 in a bed', '/api/bed-story?site=gh&bed=%00', undefined, 422],
    ['a parameter nobody knows', '/api/sites?where=1', undefined, 422],
    ['a path that is no UTF-8', '/api/%ff', undefined, 400],
    ['such a path elsewhere', '/%ff', undefined, 400],
    ['a command there is not', '/api/commands/beds/burn', asJson('{}'), 404],
    [
      'a device that never knocked',
      '/api/claims',
      asJson('{"site":"gh","kind":"bed","code":"x","printed":"K7QF"}'),
      404,
    ],
    ['a bed there is not', '/api/bed-story?site=gh&bed=nope', undefined, 404],
  ] as const)('%s', async (_, path, init, status) => {
    const answer = await answered(path, init)
    expect(answer).toMatchObject({ status, body: { ok: false, message: expect.any(String) as string } })
    expect(answer.text).not.toMatch(/node_modules|at .*\.ts|\/server\//)
    expect(errors).toEqual([])
  })
})

test('the same key does a thing once, and answers alike', async () => {
  const block = asJson(JSON.stringify({ site: 'gh', bed: '4W-1', reason: 'repair' }), {
    'Idempotency-Key': 'once',
  })
  const first = await answered(BLOCK, block)
  const second = await answered(BLOCK, block)
  expect(first.status).toBe(200)
  expect((second.body as { result: unknown }).result).toEqual((first.body as { result: unknown }).result)
  expect(await ward.database.rows(`select from act where command = 'beds/block'`)).toHaveLength(1)
})

test('who asks is put on record, also where a name is no Latin', async () => {
  await answered(
    '/api/commands/beds/unblock',
    asJson(JSON.stringify({ site: 'gh', bed: '4W-1' }), { 'X-Wardroom-Who': encodeURIComponent('أمل') }),
  )
  expect(await ward.database.row(`select who from act where command = 'beds/unblock'`)).toEqual({
    who: 'أمل',
  })
})

test('while somebody else holds the bed for too long, the answer is "not now", and when to ask again', async () => {
  await ward.database.transaction(async (tx) => {
    await tx.rows(`select from bed where code = '4W-2' for update`)
    const response = await fetch(`${url}${BLOCK}`, asJson('{"site":"gh","bed":"4W-2","reason":"repair"}'))
    expect(response.status).toBe(503)
    expect(response.headers.get('Retry-After')).toBe('2')
    expect(await response.json()).toMatchObject({ ok: false, code: 'unavailable' })
  })
  expect(errors).toEqual([])
})

test('the server’s figures are for who is at its machine, or known', async () => {
  const figures = (headers: Record<string, string>): Promise<number> =>
    new Promise((resolve, reject) => {
      get(`${url}/metrics`, { headers }, (response) => {
        response.resume()
        resolve(response.statusCode ?? 0)
      }).once('error', reject)
    })
  expect(await figures({})).toBe(200)
  expect(await figures({ host: 'wardroom.example' })).toBe(401)
  expect(await figures({ 'x-forwarded-for': '10.0.0.7' })).toBe(401)
})
