/** Tags, badges and lost readings, over real MQTT: what a person set, what a device says, and what comes of it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { LocationTag } from '../../devices/location-tag.ts'
import type { RepeatingDevice } from '../../devices/repeating-device.ts'
import { StaffBadge } from '../../devices/staff-badge.ts'
import { Strollers } from '../../devices/strollers.ts'
import { settleGaps } from '../../server/commands/devices/settle-gaps.ts'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { bedStates, openWard, type Ward } from '../commands/ward.ts'
import { as, connect, deadLetters, letInDevices, openDoor, secretOf } from '../mqtt/ward.ts'
import { until } from '../support/until.ts'

let ward: Ward
let door: MqttDoor
let url: string
const plugged: RepeatingDevice[] = []
const plug = <D extends RepeatingDevice>(device: D): D => {
  plugged.push(device)
  device.start()
  return device
}
const at = (device: string) => ({
  url,
  site: 'gh',
  device,
  secret: secretOf(device),
  retryMs: { first: 20, slowest: 100 },
})

beforeAll(async () => {
  ward = await openWard()
  ;({ door, url } = await openDoor(ward.database))
  await ward.do('devices/register', { site: 'gh', kind: 'badge', code: 'b-1' })
  await ward.do('devices/register', { site: 'gh', kind: 'tag', code: 't-1' })
  await letInDevices(ward.database)
})
afterEach(async () => {
  await Promise.all(plugged.splice(0).map((device) => device.stop()))
})
afterAll(async () => {
  await door.stop()
  await ward.drop()
})

const acts = (command: string): Promise<{ who: string; door: string; key: string | null }[]> =>
  ward.database.rows('select who, door, key from act where command = $1 order by act_id', [command])

describe('a badge', () => {
  test('that belongs to nobody does nothing, and says so where one looks', async () => {
    const badge = plug(new StaffBadge(at('b-1')))
    badge.tap('4W-1', 'start')
    await badge.settled()
    expect((await deadLetters(ward.database)).at(-1)?.reason).toBe(
      'device: badge b-1 belongs to nobody; give it to somebody first',
    )
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'ready' })
  })

  test('starts and finishes the cleaning of the bed it is held to, in the name of its person', async () => {
    await ward.do('devices/give-badge', { site: 'gh', badge: 'b-1', person: 'Ines' })
    const encounter_id = await ward.admit('Abara', '4W-1')
    await ward.do('admissions/discharge', { encounter_id })
    const badge = plug(new StaffBadge(at('b-1')))
    badge.tap('4W-1', 'start')
    await badge.settled()
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'cleaning' })
    badge.tap('4W-1', 'finish')
    await badge.settled()
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'ready' })
    expect(await acts('cleaning/start')).toMatchObject([{ who: 'Ines', door: 'mqtt' }])
    expect(await acts('cleaning/finish')).toMatchObject([{ who: 'Ines', door: 'mqtt' }])
  })

  test('cleans once, however often the same tap arrives; the same number with other words is refused', async () => {
    await ward.do('cleaning/ask', { site: 'gh', bed: '4W-2' })
    const reader = await connect(url, as('b-1', 'badge'))
    const tap = (bed: string): Promise<unknown> =>
      reader.publishAsync(
        'wardroom/gh/badge/b-1/tap',
        JSON.stringify({ at: '1970-01-01T00:00:00Z', boot: 'reader', seq: 1, bed, act: 'finish' }),
        { qos: 1 },
      )
    const before = (await acts('cleaning/finish')).length
    await Promise.all([tap('4W-2'), tap('4W-2')])
    await tap('4W-2')
    await ward.do('cleaning/ask', { site: 'gh', bed: '4W-2' })
    await tap('4W-2') // the acknowledgement was lost: sent again after the bed is dirty anew
    expect(await acts('cleaning/finish')).toHaveLength(before + 1)
    expect(await bedStates(ward.database)).toMatchObject({ '4W-2': 'dirty' })
    const letters = (await deadLetters(ward.database)).length
    await tap('4W-3')
    expect((await deadLetters(ward.database)).slice(letters)).toMatchObject([
      { reason: expect.stringMatching(/^finish 4W-3: .*used for another request/) as string },
    ])
    await reader.endAsync()
  })

  test('at a bed where there is nothing to clean is refused with the reason, and no number is missed', async () => {
    const badge = plug(new StaffBadge(at('b-1')))
    badge.tap('ICU-1', 'finish')
    badge.tap('nowhere', 'start')
    badge.tap('ICU-1', 'start')
    await badge.settled()
    expect((await deadLetters(ward.database)).slice(-2).map(({ reason }) => reason)).toEqual([
      'finish ICU-1: Bed ICU-1 does not wait for cleaning.',
      'start nowhere: There is no bed nowhere in gh.',
    ])
    expect(await bedStates(ward.database)).toMatchObject({ 'ICU-1': 'cleaning' })
    await settleGaps(ward.database, { afterS: 0 })
    expect(await ward.database.row(`select lost from device where code = 'b-1'`)).toEqual({ lost: 0 })
  })

  test('that nobody has registered is refused as any stranger', async () => {
    const badge = plug(new StaffBadge(at('b-9')))
    badge.tap('4W-1', 'start')
    const refused = (): Promise<object[]> =>
      ward.database.rows(`select distinct topic, sender from dead_letter where sender like '%/b-9'`)
    await until(async () => (await refused()).length > 0, { what: 'the stranger to be noted' })
    expect(await refused()).toEqual([{ topic: 'CONNECT gh/badge/b-9', sender: 'gh/badge/b-9' }])
    expect(badge.online).toBe(false)
  })
})

describe('a tag', () => {
  test('says where it is, and what it is', async () => {
    const tag = plug(new LocationTag({ ...at('t-1'), info: { firmware: '2.0', model: 'LT' } }))
    tag.at('ICU')
    await tag.settled()
    expect(
      await ward.database.rows(
        `select channel, value from device_channel join device using (device_id) where code = 't-1' order by channel`,
      ),
    ).toEqual([
      { channel: 'info', value: { firmware: '2.0', model: 'LT' } },
      { channel: 'location', value: { place: 'ICU' } },
    ])
  })

  test('is with one patient, and a patient wears one; who has left gives it back', async () => {
    await ward.do('devices/register', { site: 'gh', kind: 'tag', code: 't-2' })
    await letInDevices(ward.database)
    const first = await ward.admit('Brown', '4W-3')
    const second = await ward.admit('Clark', undefined)
    const attach = { site: 'gh', tag: 't-1', encounter_id: first }
    await ward.do('devices/attach-tag', attach)
    await ward.refused('already-done', 'devices/attach-tag', attach)
    expect(
      (await ward.refused('already-exists', 'devices/attach-tag', { ...attach, encounter_id: second }))
        .message,
    ).toBe('Tag t-1 is with another patient: take it off first.')
    expect(
      (await ward.refused('already-exists', 'devices/attach-tag', { ...attach, tag: 't-2' })).message,
    ).toBe('The patient has tag t-1 already: take it off first.')
    await ward.do('admissions/discharge', { encounter_id: first })
    await ward.refused('wrong-state', 'devices/attach-tag', { ...attach, tag: 't-2' })
    await ward.do('devices/attach-tag', { ...attach, encounter_id: second })
    await ward.do('devices/detach-tag', { site: 'gh', tag: 't-1' })
    await ward.refused('already-done', 'devices/detach-tag', { site: 'gh', tag: 't-1' })
    await ward.do('devices/attach-tag', { site: 'gh', tag: 't-1', asset: 'infusion pump 7' })
    expect(
      await ward.database.rows(
        `select encounter_id, asset, detached_at is null as open from tag_assignment join device using (device_id)
          where code = 't-1' order by tag_assignment_id`,
      ),
    ).toEqual([
      { encounter_id: first, asset: null, open: false },
      { encounter_id: second, asset: null, open: false },
      { encounter_id: null, asset: 'infusion pump 7', open: true },
    ])
    await ward.refused('not-found', 'devices/attach-tag', { ...attach, encounter_id: second, tag: 'nobody' })
    await ward.refused('invalid-input', 'devices/attach-tag', { site: 'gh', tag: 't-2' })
  })
})

test('a device is registered by hand once, a sensor to a bed; the one that was there is without one', async () => {
  const sensor = { site: 'gh', kind: 'bed' as const, code: 'hand-1', bed: '4W-1' }
  await ward.do('devices/register', sensor)
  await ward.refused('already-done', 'devices/register', sensor)
  const where = (): Promise<object[]> =>
    ward.database.rows(
      `select d.code, b.code as bed from device d left join bed b using (bed_id)
        where d.kind = 'bed' and d.code in ('s1', 'hand-1') order by d.code`,
    )
  expect(await where()).toEqual([
    { code: 'hand-1', bed: '4W-1' },
    { code: 's1', bed: null },
  ])
  await ward.do('devices/register', { ...sensor, bed: null })
  expect((await where())[0]).toEqual({ code: 'hand-1', bed: null })
  await ward.refused('not-found', 'devices/register', { ...sensor, bed: 'nowhere' })
  await ward.refused('not-found', 'devices/register', { ...sensor, site: 'nowhere' })
  await ward.refused('invalid-input', 'devices/register', { ...sensor, kind: 'tag' })
})

describe('readings that never came', () => {
  const lost = (): Promise<object | undefined> =>
    ward.database.row(`select lost, lost_since is not null as since from device where code = 't-2'`)

  test('are counted by the holes in the numbers; what was only late fills them', async () => {
    const reader = await connect(url, as('t-2', 'tag'))
    const say = (seq: number, boot = 'one'): Promise<unknown> =>
      reader.publishAsync(
        'wardroom/gh/tag/t-2/location',
        JSON.stringify({ at: '2026-11-22T20:00:00Z', boot, seq, place: 'ICU' }),
        { qos: 1 },
      )
    for (const seq of [1, 2, 5, 9]) await say(seq)
    await settleGaps(ward.database) // not old enough to be told from what is only late
    expect(await lost()).toEqual({ lost: 0, since: false })
    for (const seq of [3, 8]) await say(seq)
    await settleGaps(ward.database, { afterS: 0 })
    expect(await lost()).toEqual({ lost: 3, since: true }) // 4, 6, 7
    await say(1, 'two')
    await say(2, 'two')
    await settleGaps(ward.database, { afterS: 0 })
    expect(await lost()).toEqual({ lost: 3, since: true })
    await ward.database.rows(`update reading_gap set noticed_at = now() - interval '3 days'`)
    await settleGaps(ward.database)
    expect(await lost()).toEqual({ lost: 0, since: false })
    await reader.endAsync()
  })
})

const key = (device: string) => ({ device, secret: secretOf(device) })

test('a fleet of tags and badges strolls and cleans', async () => {
  await ward.do('cleaning/ask', { site: 'gh', bed: 'ICU-2' })
  const strollers = new Strollers({
    url,
    site: 'gh',
    tags: [key('t-1'), key('t-2')],
    badges: [key('b-1')],
    places: ['4W-1', 'ICU-1'],
    beds: async () => {
      const states = await bedStates(ward.database)
      return [{ bed: 'ICU-2', state: states['ICU-2'] === 'cleaning' ? 'cleaning' : 'dirty' }]
    },
    rate: 600,
    random: () => 0.3,
  })
  strollers.start()
  await until(async () => (await bedStates(ward.database))['ICU-2'] === 'ready', {
    what: 'a bed cleaned by badge',
    timeoutMs: 10_000,
  })
  expect(strollers.online).toBe(3)
  await strollers.stop()
})
