import { afterAll, beforeAll, expect, test } from 'vitest'
import { queries, type QueryName, type QueryResult } from '../../schema/queries.ts'
import { knocked } from '../../server/commands/credentials/knocks.ts'
import { keepDeadLetters } from '../../server/commands/devices/dead-letters.ts'
import { recordReadings } from '../../server/commands/devices/record-readings.ts'
import { settleGaps } from '../../server/commands/devices/settle-gaps.ts'
import { answers } from '../../server/queries/index.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { anybody } from '../support/keys.ts'

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

async function ask<Q extends QueryName>(name: Q, input: object): Promise<QueryResult<Q> | undefined> {
  const answer = await answers[name](ward.database, queries[name].input.parse(input) as never, anybody)
  return answer && (queries[name].result.strict().parse(answer) as QueryResult<Q>)
}

test('a device with its latest values, what never came, and what was refused of it, by reason', async () => {
  const row = await ward.database.row<{ id: number }>(`select device_id as id from device where code = 's1'`)
  const key = `d${row?.id ?? 0}`
  expect(await ask('devices-heard', {})).toEqual({ heard: [] })
  const said_at = '2026-11-22T20:00:00.000Z'
  await recordReadings(
    ward.database,
    [1, 5].map((seq) => ({
      site: 'gh',
      kind: 'bed',
      device: 's1',
      channel: 'brakes',
      boot: 'b',
      seq,
      value: '{"on":true}',
      said_at,
    })),
  )
  await settleGaps(ward.database, { afterS: 0 })
  const topic = 'wardroom/gh/bed/s1/occupancy'
  await keepDeadLetters(
    ward.database,
    ['a', 'b', 'a'].map((reason) => ({ topic, payload: Buffer.from('{}'), reason })),
  )
  await ward.do('credentials/issue', { site: 'gh', kind: 'bed', codes: ['s1'] })
  await ward.do('credentials/revoke', { site: 'gh', kind: 'bed', code: 's1', why: 'lost' })
  const answer = await ask('device', { key })
  expect(answer).toMatchObject({
    key,
    channels: [{ channel: 'brakes', value: { on: true }, said_at, boot: 'b', seq: 5 }],
    gaps: [{ boot: 'b', after_seq: 1, before_seq: 5, missing: 3 }],
    reasons: [
      { reason: 'a', count: 2 },
      { reason: 'b', count: 1 },
    ],
    credentials: [{ how: 'issued', first_used_at: null, revoked_why: 'lost' }],
    knocks: [],
  })
  expect(answer?.letters.map(({ reason }) => reason)).toEqual(['a', 'b', 'a'])
  expect(await ask('devices-heard', { site: 'gh' })).toEqual({ heard: [{ key, heard_at: answer?.heard_at }] })
  expect(await ask('devices-heard', { site: 'other' })).toEqual({ heard: [] })
})

test('who knocked with a code that may be printed on a device is told of with it, known or not', async () => {
  const knock = { site: 'gh', kind: 'bed', address: '192.0.2.7' }
  for (const code of ['s1', 'new-1'])
    await knocked(ward.database, { ...knock, code, secret: 'K7QF-2MRX-9TWD-BHJN' })
  const told = { knocks: [{ address: '192.0.2.7' }] }
  expect(await ask('device', { key: 's:gh/bed/new-1' })).toMatchObject({ ...told, credentials: [] })
  const row = await ward.database.row<{ id: number }>(`select device_id as id from device where code = 's1'`)
  expect(await ask('device', { key: `d${row?.id ?? 0}` })).toMatchObject(told)
})

test('a stranger is known by what was refused; who sent nothing is not there', async () => {
  await keepDeadLetters(ward.database, [
    { topic: 'wardroom/gh/tag/x/location', payload: Buffer.from('{}'), reason: 'nobody' },
  ])
  expect(await ask('device', { key: 's:gh/tag/x' })).toMatchObject({
    heard_at: null,
    channels: [],
    gaps: [],
    reasons: [{ reason: 'nobody', count: 1 }],
  })
  for (const key of ['s:gh/tag/y', 'd999', `d${'9'.repeat(40)}`])
    expect(await ask('device', { key })).toBeUndefined()
})
