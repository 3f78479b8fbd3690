import { describe, expect, it } from 'vitest'
import { command } from '../../web/lib/command.ts'

const input = { site: 'gh', bed: '4W-12' }
const answer = (status: number, body: unknown) =>
  Promise.resolve(
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } }),
  )

/** A network that does what the list says, and remembers the keys it was given. */
function network(...turns: (() => Promise<Response>)[]) {
  const keys: (string | null)[] = []
  const fetch = (_: unknown, init?: RequestInit) => {
    keys.push(new Headers(init?.headers).get('idempotency-key'))
    return (turns[keys.length - 1] ?? (() => Promise.reject(new Error('no more turns'))))()
  }
  return { keys, asking: { fetch: fetch as typeof globalThis.fetch, waits: [0, 1, 1] } }
}
const down = () => Promise.reject(new TypeError('network'))
const done = () => answer(200, { ok: true, result: { turnover_id: 1 }, lsn: '0000000000000001' })

describe('asking for something to be done', () => {
  it('asks again with the same key when the network fails, so that it is done once', async () => {
    const { keys, asking } = network(down, down, done)
    expect(await command('cleaning/start', input, asking)).toMatchObject({ ok: true })
    expect(keys).toHaveLength(3)
    expect(new Set(keys).size).toBe(1)
  })

  it('takes a refusal for an answer', async () => {
    const refusal = { ok: false, code: 'already-done', message: '', details: {} }
    const { keys, asking } = network(() => answer(409, refusal), done)
    expect(await command('cleaning/start', input, asking)).toEqual(refusal)
    expect(keys).toHaveLength(1)
  })

  it('waits out a database that cannot be reached for a moment', async () => {
    const { asking } = network(
      () => answer(503, { ok: false, code: 'unavailable', message: '', details: {} }),
      done,
    )
    expect(await command('cleaning/start', input, asking)).toMatchObject({ ok: true })
  })

  it('says that nobody answered, when nobody did', async () => {
    const { asking } = network(down, down, down)
    expect(await command('cleaning/start', input, asking)).toMatchObject({ ok: false, code: 'unreachable' })
  })
})
