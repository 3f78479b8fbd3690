/** Messages of whom nobody knows are kept within limits: nobody fills a disk with them, and nothing else is let go. */
import pino from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Stranger } from '../../schema/stranger.ts'
import { run } from '../../server/commands/run.ts'
import { receiveHl7 } from '../../server/intake/hl7/intake.ts'
import { KEPT, keepWithinLimits } from '../../server/intake/hl7/strangers-kept.ts'
import { adt } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
const refused: Stranger[] = []
beforeAll(async () => void (ward = await openWard()))
beforeEach(() => ward.clear())
afterAll(() => ward.drop())

const sends = (message: string, address = '10.9.9.9') =>
  receiveHl7(
    ward.database,
    { bytes: Buffer.from(message) },
    {
      peer: { address, name: address, fingerprint: undefined },
      strangers: 'none',
      log: pino({ level: 'silent' }),
      stop: new AbortController().signal,
      refused: (stranger) => refused.push(stranger),
    },
  )
const kept = async () => {
  const rows = await ward.database.rows<{ control_id: string | null; outcome: string; stranger: string }>(
    'select control_id, outcome, stranger from inbound order by inbound_id',
  )
  return rows
}
const dropped = async () =>
  (
    await ward.database.row<{ n: number }>(
      'select coalesce(sum(messages), 0)::int as n from stranger_message_dropped',
    )
  )?.n

test('of one address the newest stay, and it is counted how many went', async () => {
  for (let nth = 1; nth <= KEPT.messages + 20; nth++) await sends(adt('A08', { id: `S${nth}` }))
  const rows = await kept()
  expect(rows).toHaveLength(KEPT.messages)
  expect(rows[0]).toEqual({ control_id: 'S21', outcome: 'refused', stranger: '10.9.9.9' })
  expect(rows.at(-1)?.control_id).toBe(`S${KEPT.messages + 20}`)
  expect(await dropped()).toBe(20)
  expect(refused.at(-1)).toMatchObject({ door: 'hl7', address: '10.9.9.9', as: 'HIS^GH', site: 'gh' })
})

test('nor do they stay longer than their bytes: the newest alone, if it is long', async () => {
  const long = 'x'.repeat(4 * 1024 * 1024)
  for (const id of ['L1', 'L2', 'L3']) await sends(adt('A08', { id, name: long }))
  expect((await kept()).map(({ control_id }) => control_id)).toEqual(['L3'])
  expect(await dropped()).toBe(2)
})

test('what is no message is its sender’s who sends it; of all strangers together there is a limit too', async () => {
  for (const address of ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4']) await sends('nonsense', address)
  for (const address of ['10.0.0.5', '10.0.0.6']) await sends(adt('A08'), address)
  expect(await kept()).toHaveLength(3) // the same nonsense again is the same
  await keepWithinLimits(ward.database, '10.0.0.6', { all: { messages: 2, bytes: 1000 } })
  expect((await kept()).map(({ stranger }) => stranger)).toEqual(['10.0.0.5', '10.0.0.6'])
})

test('nothing is let go of a sender that is known, nor of what came again from one and was taken', async () => {
  const message = adt('A01', { at: '4W^A^4W-1', id: 'TAKEN' })
  await sends(message)
  const sender = { application: 'HIS', facility: 'GH', site: 'gh', addresses: ['10.9.9.9'] }
  await run(ward.database, 'hospital/set-sender', sender, { door: 'system', who: 'test' })
  await sends(message)
  for (let nth = 0; nth < 5; nth++) await sends(adt('A08', { id: `K${nth}` }))
  await sends(adt('A08', { id: 'ELSEWHERE' }), '10.9.9.8')
  await keepWithinLimits(ward.database, '10.9.9.9', { own: { messages: 1, bytes: 1 } })
  const rows = await kept()
  expect(rows.map(({ control_id }) => control_id)).toEqual([
    'TAKEN', // as it was refused
    'TAKEN',
    'K0',
    'K1',
    'K2',
    'K3',
    'K4',
    'ELSEWHERE',
  ])
  expect(await dropped()).toBe(0)
})
