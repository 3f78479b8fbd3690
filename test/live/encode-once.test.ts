import { Decoder, Encoder, PacketType, type Packet } from 'socket.io-parser'
import { expect, test } from 'vitest'
import { EncodeOnce } from '../../server/live/encode-once.ts'
import { catchUpOf, deltaOf, snapshotOf } from '../../server/live/messages.ts'
import { Seen, SeenTogether } from '../../server/live/seen.ts'
import { Hospital } from '../boards/hospital.ts'

const row = new Hospital().admit().put('patient', { family: 'Ødegård', given: '"Zoë"' }).bed()
const rows = new SeenTogether([new Seen(row, 'B')])
const totals = new Seen({ beds: 1, occupancy: null } as never, 'B')
const as = { epoch: '1:1', at: '2026-11-22T12:00:00.000Z' }
const room = { place: { site: 'gh' }, level: 'full' } as const
const name = { board: 'beds', ...room } as const

const messages = {
  delta: deltaOf(name, { from: 'A', to: 'B', set: rows, gone: ['7'], totals }, as.at),
  'delta without totals': deltaOf(name, { from: 'A', to: 'B', set: rows, gone: [] }, as.at),
  snapshot: snapshotOf({ lsn: 'B', rows, totals }, { ...as, ...room }),
  'catch-up': catchUpOf({ lsn: 'B', set: rows, gone: ['7'], totals }, { ...as, ...room }),
}

/** What a client makes of what was encoded. */
function decoded(encoder: Encoder, packet: Packet): Packet {
  const decoder = new Decoder()
  let got: Packet | undefined
  decoder.on('decoded', (one: Packet) => (got = one))
  for (const part of encoder.encode(packet) as string[]) decoder.add(part)
  if (!got) throw new Error('nothing came of it')
  return got
}

test.each(Object.entries(messages))(
  'a %s put together from texts is the message itself',
  (_what, message) => {
    for (const packet of [
      { type: PacketType.EVENT, nsp: '/', data: ['board:delta', message] },
      { type: PacketType.ACK, nsp: '/', id: 12, data: [message] },
      { type: PacketType.EVENT, nsp: '/other', data: ['board:delta', message] },
    ]) {
      expect(decoded(new EncodeOnce(), packet)).toEqual(decoded(new Encoder(), packet))
      expect(decoded(new EncodeOnce(), packet)).toMatchObject(
        JSON.parse(JSON.stringify({ data: packet.data })),
      )
    }
  },
)

test('what has no text of its own goes the usual way', () => {
  const pulse: Packet = { type: PacketType.EVENT, nsp: '/', data: ['pulse', { lsn: 'B' }] }
  expect(new EncodeOnce().encode(pulse)).toEqual(new Encoder().encode(pulse))
})
