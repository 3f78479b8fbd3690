/** S9: what a device may do with its credential, and what nobody may do with another's. */
import type { IClientOptions, MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import { claimByCode } from '../../server/commands/credentials/claim-by-code.ts'
import { run } from '../../server/commands/run.ts'
import { Feed, type FeedListener } from '../../server/feed/feed.ts'
import { hearing } from '../../server/feed/hearing.ts'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { until } from '../support/until.ts'
import {
  as,
  channelOf,
  connect,
  deadLetters,
  deviceOf,
  furnish,
  openDoor,
  quiet,
  reading,
  readingsOf,
  secretOf,
  topic,
} from './ward.ts'

let ward: FreshDatabase
let feed: Feed
/** Two servers of one hospital. */
const servers: { door: MqttDoor; url: string }[] = []
const opened: MqttClient[] = []
const client = async (options: IClientOptions, at = 0): Promise<MqttClient> => {
  const made = await connect(servers[at]?.url ?? '', options)
  opened.push(made)
  return made
}
/** CONNACK's code for who is not let in. */
const refusal = (options: IClientOptions): Promise<number | undefined> =>
  client(options).then(
    () => undefined,
    (error: unknown) => (error instanceof Error && 'code' in error ? Number(error.code) : NaN),
  )
const [NOT_ITS_ID, NOT_KNOWN, NOT_ALLOWED] = [2, 4, 5]
const done = async <C extends CommandName>(name: C, input: CommandInput<C>): Promise<CommandResult<C>> => {
  const outcome = await run(ward.database, name, input, { door: 'system', who: 'test' })
  if (!outcome.ok) throw new Error(outcome.message)
  return outcome.result
}
const device = (code: string) => ({ site: 'gh', kind: 'bed' as const, code })
const says = (sensor: MqttClient, bed: string, seq = 1): Promise<unknown> =>
  sensor.publishAsync(topic(bed), reading(seq), { qos: 1 })

const NOBODY: FeedListener = {
  pictured: () => undefined,
  changed: () => undefined,
  reached: () => undefined,
  lost: () => undefined,
}

beforeAll(async () => {
  ward = await freshDatabase()
  await furnish(ward.database, 30)
  servers.push(await openDoor(ward.database), await openDoor(ward.database))
  const listener = servers.reduce<FeedListener>(
    (told, { door }) => hearing(told, 'device_credential', door.credentials),
    NOBODY,
  )
  feed = new Feed({ url: ward.url, listener, log: quiet })
  await feed.start()
})
afterEach(async () => {
  await Promise.all(opened.splice(0).map((made) => made.endAsync(true)))
})
afterAll(async () => {
  await Promise.all(servers.map(({ door }) => door.stop()))
  await feed.stop()
  await ward.drop()
})

describe('who is let in', () => {
  test.each([
    ['somebody who brings nothing', {}],
    ['a device without its secret', { ...as('4w-1'), password: '' }],
    ['a device with the secret of another', { ...as('4w-1'), password: secretOf('4w-2') }],
    ['a device nobody has registered', as('4w-99')],
    ['a name that is none', { username: 'admin', password: 'admin' }],
    ['a name with a wildcard in it', { ...as('4w-1'), username: 'gh/bed/+' }],
  ] as const)('not %s', async (_, options) => {
    expect(await refusal({ ...options })).toBe(NOT_KNOWN)
  })

  test('a device by its secret, with its own client id or none', async () => {
    expect(await refusal(as('4w-1'))).toBeUndefined()
    expect(await refusal({ ...as('4w-2'), clientId: '' })).toBeUndefined()
    expect(await refusal({ ...as('4w-3'), clientId: 'gh/bed/4w-4' })).toBe(NOT_ITS_ID)
  })

  test('who comes with the client id of another is refused, and the other goes on', async () => {
    const victim = await client(as('4w-5'))
    expect(await refusal({ ...as('4w-6'), clientId: 'gh/bed/4w-5' })).toBe(NOT_ITS_ID)
    expect(await refusal({ ...as('4w-6'), username: 'gh/bed/4w-5', clientId: 'gh/bed/4w-5' })).toBe(NOT_KNOWN)
    await says(victim, '4w-5')
    expect(victim.connected).toBe(true)
    expect(await readingsOf(ward.database, '4w-5')).toBe(1)
  })

  test('a wrong secret is on record under the name that was claimed', async () => {
    await refusal({ ...as('4w-7'), password: 'guess' })
    expect(await deadLetters(ward.database)).toContainEqual({
      topic: 'CONNECT gh/bed/4w-7',
      reason: 'credential: not what this device signs in with',
      site: 'gh',
    })
  })
})

describe('a device', () => {
  test('speaks under no name but its own; what it tries is on record under its own', async () => {
    const liar = await client(as('4w-8'))
    for (const victim of [topic('4w-9'), topic('4w-9', 'availability'), 'wardroom/gh/bridge/state'])
      await liar.publishAsync(victim, victim.endsWith('y') ? 'offline' : reading(1), { qos: 1 })
    expect(await channelOf(ward.database, '4w-9')).toBeUndefined()
    expect(await deviceOf(ward.database, '4w-9')).toMatchObject({ online: null })
    const kept = await ward.database.rows(
      `select reason from dead_letter where sender = 'gh/bed/4w-8' order by dead_letter_id`,
    )
    expect(kept).toEqual(Array(3).fill({ reason: 'topic: gh/bed/4w-8 may not speak there' }))
    await says(liar, '4w-8') // and what it may say is taken
    expect(await readingsOf(ward.database, '4w-8')).toBe(1)
  })

  test.each(['#', '+/+/+/+/+', '$SYS/#', topic('4w-11'), topic('4w-10'), '$share/x/wardroom/#'])(
    'may not listen to %s',
    async (filter) => {
      const nosy = await client(as('4w-10'))
      const [granted] = await nosy.subscribeAsync(filter).catch(() => [{ qos: 128 }])
      expect(granted?.qos).toBe(128)
    },
  )

  test('leaves a will about itself only, and only that it is offline', async () => {
    const will = (bed: string, payload: string) => ({
      will: {
        topic: topic(bed, 'availability'),
        payload: Buffer.from(payload),
        qos: 1 as const,
        retain: true,
      },
    })
    expect(await refusal({ ...as('4w-12'), ...will('4w-13', 'offline') })).toBe(NOT_ALLOWED)
    expect(await refusal({ ...as('4w-12'), ...will('4w-12', 'online') })).toBe(NOT_ALLOWED)
    const sensor = await client({ ...as('4w-12'), ...will('4w-12', 'offline') })
    await sensor.publishAsync(topic('4w-12', 'availability'), 'online', { qos: 1, retain: true })
    sensor.stream.destroy()
    await until(async () => (await deviceOf(ward.database, '4w-12'))?.online === false, { what: 'its will' })
  })
})

describe('a credential', () => {
  const withSecret = (code: string, secret: string): IClientOptions => ({ ...as(code), password: secret })
  const newSecretOf = async (code: string, keep_days = 7): Promise<string> => {
    const { secrets } = await done('credentials/issue', { site: 'gh', kind: 'bed', codes: [code], keep_days })
    return secrets?.[0]?.secret ?? ''
  }

  test('is told once: a repeat of the request, and the record, have none', async () => {
    const ask = { site: 'gh', kind: 'bed' as const, codes: ['4w-14'] }
    const by = { door: 'system' as const, who: 'test', key: 'issue-4w-14' }
    const first = await run(ward.database, 'credentials/issue', ask, by)
    expect(first).toMatchObject({ result: { issued: 1, secrets: [{ user: 'gh/bed/4w-14' }] } })
    const again = await run(ward.database, 'credentials/issue', ask, by)
    expect(again).toMatchObject({ ok: true, result: { issued: 1 } })
    const secret = (first.ok && first.result.secrets?.[0]?.secret) || 'none'
    expect(secret).toMatch(/^[\w-]{43}$/)
    expect(JSON.stringify(again)).not.toContain(secret)
    const acts = await ward.database.rows('select * from act')
    expect(JSON.stringify(acts)).not.toContain(secret)
  })

  test('is good beside its successor until the device comes with that', async () => {
    const fresh = await newSecretOf('4w-15')
    expect(await refusal(as('4w-15'))).toBeUndefined()
    expect(await refusal(withSecret('4w-15', fresh))).toBeUndefined()
    expect(await refusal(as('4w-15'))).toBe(NOT_KNOWN)
    expect(await refusal(withSecret('4w-15', fresh))).toBeUndefined()
  })

  test('that is replaced without delay is over at once, on every server', async () => {
    const [here, there] = [await client(as('4w-16')), await client(as('4w-17'), 1)]
    const began = performance.now()
    await newSecretOf('4w-16', 0)
    await newSecretOf('4w-17', 0)
    await until(() => !here.connected && !there.connected, { what: 'both to be cut' })
    expect(performance.now() - began).toBeLessThan(2000)
    expect(await refusal(as('4w-16'))).toBe(NOT_KNOWN)
  })

  test('that is revoked cuts the device at once, wherever it is connected', async () => {
    const [here, there] = [await client(as('4w-18')), await client(as('4w-18'), 1)]
    const other = await client(as('4w-19'))
    const began = performance.now()
    expect(await done('credentials/revoke', { ...device('4w-18'), why: 'stolen' })).toEqual({ revoked: 1 })
    await until(() => !here.connected && !there.connected, { what: 'both to be cut' })
    expect(performance.now() - began).toBeLessThan(2000)
    expect(await refusal(as('4w-18'))).toBe(NOT_KNOWN)
    expect(other.connected).toBe(true)
  })

  test('that was taken back is no code to claim the device by, however often it comes with it', async () => {
    await done('credentials/revoke', { ...device('4w-21'), why: 'stolen' })
    expect(await refusal(as('4w-21'))).toBe(NOT_KNOWN)
    expect(await ward.database.rows(`select 1 from device_knock where code = '4w-21'`)).toEqual([])
    const claim = { ...device('4w-21'), printed: secretOf('4w-21') }
    expect(await claimByCode(ward.database, claim, { door: 'system', who: 'test' })).toMatchObject({
      code: 'not-found',
    })
  })

  test('that was revoked while the log was not heard is over when it is again', async () => {
    const sensor = await client(as('4w-20'))
    await feed.stop()
    await done('credentials/revoke', { ...device('4w-20'), why: 'stolen' })
    const [server] = servers
    const listener = server ? hearing(NOBODY, 'device_credential', server.door.credentials) : NOBODY
    feed = new Feed({ url: ward.url, listener, log: quiet })
    await feed.start()
    await until(() => !sensor.connected, { what: 'it to be cut' })
  })
})

describe('a device nobody knows yet', () => {
  const printed = 'K7QF-2MRX-9TWD-BHJN'
  const knocking = { ...as('new-1'), password: printed }

  test('knocks, is claimed by the code printed on it, and is let in with that', async () => {
    expect(await refusal(knocking)).toBe(NOT_KNOWN)
    expect((await deadLetters(ward.database)).at(-1)).toMatchObject({
      topic: 'CONNECT gh/bed/new-1',
      reason: 'credential: not known; it can be claimed by the code printed on it',
    })
    // Somebody else knocks under its name: what they brought is not what is printed.
    await refusal({ ...as('new-1'), password: 'MINE-MINE-MINE-MINE' })
    const claimed = (printed: string) =>
      claimByCode(ward.database, { ...device('new-1'), printed }, { door: 'system', who: 'test' })
    expect(await claimed('K7QF-0000-0000-0000')).toMatchObject({ ok: false, code: 'not-found' })
    expect(await claimed('k7qf2mrx9twdbhjn')).toMatchObject({ ok: true })
    expect(JSON.stringify(await ward.database.rows('select * from act'))).not.toMatch(/k7qf|K7QF/)
    const sensor = await client(knocking)
    await says(sensor, 'new-1')
    expect(await readingsOf(ward.database, 'new-1')).toBe(1)
    expect(await refusal({ ...as('new-1'), password: 'MINE-MINE-MINE-MINE' })).toBe(NOT_KNOWN)
  })

  test('cannot be claimed by a code that could be guessed', async () => {
    await refusal({ ...as('new-2'), password: '1234' })
    const guess = { ...device('new-2'), printed: '1234' }
    const outcome = await claimByCode(ward.database, guess, { door: 'system', who: 'test' })
    expect(outcome).toMatchObject({ ok: false, code: 'not-found' })
  })
})
