/** Anybody can write anybody's name into MSH-3: whose messages are taken from where. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { run } from '../../server/commands/run.ts'
import { refusalFrom, type Strangers } from '../../server/intake/hl7/allowed.ts'
import { headerOf } from '../../server/intake/hl7/header.ts'
import { parse } from '../../server/intake/hl7/segments.ts'
import type { Sender } from '../../server/intake/hl7/sender.ts'
import { adt, codeOf } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
})
beforeEach(() => ward.clear())
afterAll(() => ward.drop())

const set = async (more: { addresses?: string[]; certificates?: string[] }): Promise<void> => {
  const sender = { application: 'HIS', facility: 'GH', site: 'gh', ...more }
  const done = await run(ward.database, 'hospital/set-sender', sender, { door: 'system', who: 'test' })
  expect(done).toMatchObject({ ok: true })
}

describe('a sender that is set', () => {
  test('and comes from elsewhere is refused and kept; set anew, the same message is taken', async () => {
    await set({ addresses: ['10.1.2.3/16', '2001:db8::/32'] })
    const peer = await ward.peer()
    const message = adt('A01', { at: '4W^A^4W-1' })
    const answer = await peer.ask(message)
    expect(codeOf(answer)).toBe('AR')
    expect(answer).toContain('HIS^GH does not send from 127.0.0.1'.replace('^', '\\S\\'))
    expect(await ward.inbound()).toMatchObject([
      { outcome: 'refused', reason: 'MSH-3, MSH-4: HIS^GH does not send from 127.0.0.1' },
    ])
    expect(await ward.beds()).toEqual({})
    await set({ addresses: ['127.0.0.1'] })
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(Object.keys(await ward.beds())).toEqual(['4W-1'])
  })

  test('and has to show a certificate is refused without one', async () => {
    await set({ certificates: ['ab'.repeat(32)] })
    const answer = await (await ward.peer()).ask(adt('A01', { at: '4W^A^4W-1' }))
    expect(codeOf(answer)).toBe('AR')
    expect(answer).toContain('has not shown its certificate')
  })
})

describe('a sender that nobody has set', () => {
  const header = headerOf(parse(adt('A01')) ?? { delimiters: {} as never, segments: [] })
  const unset = { unset: true, addresses: [], certificates: [] } as unknown as Sender
  const from = (address: string, strangers: Strangers): string | undefined =>
    refusalFrom(header, unset, { peer: { address, name: address, fingerprint: undefined }, strangers })?.text

  test('is taken from this machine, and refused from another, unless a setting says otherwise', () => {
    expect(from('127.0.0.1', 'this-machine')).toBeUndefined()
    expect(from('::1', 'this-machine')).toBeUndefined()
    expect(from('::ffff:127.0.0.1', 'this-machine')).toBeUndefined()
    expect(from('10.0.0.9', 'this-machine')).toBe('MSH-3, MSH-4: HIS^GH is not a sender that is set here')
    expect(from('10.0.0.9', 'all')).toBeUndefined()
    expect(from('127.0.0.1', 'none')).toContain('is not a sender')
  })

  test('a network is its addresses and no others, in either family', () => {
    const known = { ...unset, unset: false, addresses: ['10.1.0.0/16', '2001:db8::/32'] }
    const may = (address: string): boolean =>
      refusalFrom(header, known, {
        peer: { address, name: address, fingerprint: undefined },
        strangers: 'none',
      }) === undefined
    expect(['10.1.255.1', '::ffff:10.1.0.1', '2001:db8::7'].map(may)).toEqual([true, true, true])
    expect(['10.2.0.1', '2001:db9::7', '127.0.0.1', '?'].map(may)).toEqual([false, false, false, false])
  })
})
