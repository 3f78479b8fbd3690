/** The files made for an outside broker, given to one: it holds devices to what the embedded broker does. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { emqxFiles, mosquittoFiles } from '../../server/broker-files/files.ts'
import { knownDevices, ownAccount } from '../../server/broker-files/known.ts'
import { run } from '../../server/commands/run.ts'
import { as, connect, furnish, reading, topic } from '../mqtt/ward.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { engines } from '../support/engines.ts'
import { OutsideProgram } from '../support/outside-program.ts'
import { until } from '../support/until.ts'

const OWN = 'mqtt://wardroom:its%20password@broker'
let ward: FreshDatabase
beforeAll(async () => {
  ward = await freshDatabase()
  await furnish(ward.database, 3)
  const stolen = { site: 'gh', kind: 'bed' as const, code: '4w-3', why: 'stolen' }
  await run(ward.database, 'credentials/revoke', stolen, { door: 'system', who: 'test' })
})
afterAll(() => ward.drop())

test('EMQX is told the same in its own words, and no secret', async () => {
  const files = emqxFiles(await knownDevices(ward.database), ownAccount(OWN))
  expect(files['users.csv']).toMatch(
    /^user_id,password_hash,salt,is_superuser\nwardroom,[0-9a-f]{128},[\w-]{12},false\ngh\/bed\/4w-1,/,
  )
  expect(files['users.csv']).not.toMatch(/4w-3|its password|secret of/)
  expect(files['acl.conf']).toMatch(/publish, \["wardroom\/\$\{username\}\/#"\]\}\.\n\{deny, all\}\.\n$/)
})

describe.skipIf(!engines.mosquitto)("the hospital's Mosquitto (needs Mosquitto)", () => {
  let broker: OutsideProgram
  const folder = mkdtempSync(join(tmpdir(), 'wardroom-broker-files-'))
  const opened: MqttClient[] = []
  const client = async (options: Parameters<typeof connect>[1]): Promise<MqttClient> => {
    const made = await connect(broker.url, options)
    opened.push(made)
    return made
  }
  beforeAll(async () => {
    chmodSync(folder, 0o755)
    const files = mosquittoFiles(await knownDevices(ward.database), ownAccount(OWN))
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content)
    broker = await OutsideProgram.mosquitto(engines.mosquitto ?? '', [
      'allow_anonymous false',
      `password_file ${join(folder, 'passwords')}`,
      `acl_file ${join(folder, 'acl')}`,
      'use_username_as_clientid true',
    ])
  })
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((made) => made.endAsync(true)))
  })
  afterAll(async () => {
    await broker.clear()
    rmSync(folder, { recursive: true, force: true })
  })

  test('takes from a device what is its own, and hands it to Wardroom; what is another’s it drops', async () => {
    const wardroom = await client({ username: 'wardroom', password: 'its password' })
    const heard: string[] = []
    wardroom.on('message', (to) => heard.push(to))
    await wardroom.subscribeAsync('wardroom/#', { qos: 1 })
    const sensor = await client(as('4w-1'))
    await sensor.publishAsync(topic('4w-2'), reading(1), { qos: 1 })
    await sensor.publishAsync(topic('4w-1'), reading(1), { qos: 1 })
    await until(() => heard.length > 0, { what: 'the reading' })
    expect(heard).toEqual([topic('4w-1')])
  })

  test('lets a device hear nothing', async () => {
    const [nosy, other] = [await client(as('4w-1')), await client(as('4w-2'))]
    const heard: string[] = []
    nosy.on('message', (to) => heard.push(to))
    await nosy.subscribeAsync('#', { qos: 1 }).catch(() => undefined)
    await other.publishAsync(topic('4w-2'), reading(2), { qos: 1 })
    await nosy.publishAsync(topic('4w-1'), reading(2), { qos: 1 })
    expect(heard).toEqual([])
  })

  test('lets nobody in with another’s secret, a revoked one, or none; another’s client id is not theirs', async () => {
    await expect(client({ ...as('4w-1'), password: 'guess' })).rejects.toThrow(/[Nn]ot authorized/)
    await expect(client(as('4w-3'))).rejects.toThrow(/[Nn]ot authorized/)
    await expect(client({})).rejects.toThrow(/[Nn]ot authorized/)
    const victim = await client(as('4w-1'))
    await client({ ...as('4w-2'), clientId: 'gh/bed/4w-1' })
    await victim.publishAsync(topic('4w-1'), reading(3), { qos: 1 })
    expect(victim.connected).toBe(true)
  })
})
