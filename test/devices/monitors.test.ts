/** A vital-sign monitor over real MQTT: what of its stream becomes a set, of whom, and what is kept from being anybody's. */
import type { MqttClient } from 'mqtt'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { VitalMonitor } from '../../devices/vital-monitor.ts'
import { vitalSigns } from '../../devices/vital-signs.ts'
import { doubtsOf } from '../../schema/observations/vitals.ts'
import { recordMonitors } from '../../server/commands/observations/record-monitors.ts'
import type { MqttDoor } from '../../server/intake/mqtt/door.ts'
import { minutesAgo, openWard, type Ward } from '../commands/ward.ts'
import { as, connect, deadLetters, letInDevices, openDoor, secretOf } from '../mqtt/ward.ts'
import { until } from '../support/until.ts'

let ward: Ward
let door: MqttDoor
let url: string
let cole: number
const plugged: VitalMonitor[] = []
const clients: MqttClient[] = []

/** Comes online as a program would; m-1 stands at 4W-1. */
async function monitor(device: string): Promise<VitalMonitor> {
  const retryMs = { first: 20, slowest: 100 }
  const made = new VitalMonitor({ url, site: 'gh', device, secret: secretOf(device), retryMs })
  plugged.push(made)
  made.start()
  await until(() => made.online, { what: `monitor ${device}` })
  return made
}
const well = { respiration: 16, spo2: 97, systolic: 122, diastolic: 78, pulse: 74, temperature: 36.8 }

beforeAll(async () => {
  ward = await openWard()
  ;({ door, url } = await openDoor(ward.database))
  const beds = ['4W-1', '4W-2', '4W-3', '4W-4', 'ICU-1', null]
  for (const [nth, bed] of beds.entries())
    await ward.do('devices/register', { site: 'gh', kind: 'monitor', code: `m-${nth + 1}`, bed })
  await letInDevices(ward.database)
})
afterEach(async () => {
  await Promise.all(plugged.splice(0).map((each) => each.stop()))
  await Promise.all(clients.splice(0).map((each) => each.endAsync(true)))
})
afterAll(async () => {
  await door.stop()
  await ward.drop()
})

interface Set {
  observation_set_id: number
  pulse: number
  source: string
  taken_by: string
  consciousness: string | null
  carried: string[]
  verified_by: string | null
  cancelled_why: string | null
}
const sets = (encounter_id: number): Promise<Set[]> =>
  ward.database.rows<Set & Record<string, unknown>>(
    'select * from observation_set where encounter_id = $1 order by observation_set_id',
    [encounter_id],
  )
/** As if so many minutes had passed since the sets of this patient. */
const later = (encounter_id: number, minutes: number) =>
  ward.database.rows(
    'update observation_set set taken_at = taken_at - make_interval(mins => $2) where encounter_id = $1',
    [encounter_id, minutes],
  )

describe('a monitor at a bed', () => {
  test('streams, and of that comes one set, nobody’s word until a nurse says so; the next when its time has come', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    const person = { respiration: 15, spo2: 98, systolic: 118, pulse: 70, temperature: 36.6 } as const
    await ward.do('observations/record', { encounter_id, ...person, oxygen: 'air', consciousness: 'A' })
    const m1 = await monitor('m-1')
    for (const pulse of [74, 75, 76]) m1.measures({ ...well, pulse })
    await m1.settled()
    await recordMonitors(ward.database)
    m1.measures({ ...well, pulse: 77 })
    await m1.settled()
    await recordMonitors(ward.database)
    const [, first, ...more] = await sets(encounter_id)
    expect(more).toEqual([])
    expect(first).toMatchObject({
      source: 'monitor',
      taken_by: 'monitor m-1',
      pulse: 76,
      consciousness: 'A',
      carried: ['oxygen', 'consciousness'].sort(),
      verified_by: null,
    })
    // Its link is cut before the time of the next has come: what it said last is not lost.
    m1.unplug()
    await later(encounter_id, 16)
    await recordMonitors(ward.database)
    await recordMonitors(ward.database)
    const second = (await sets(encounter_id)).slice(2)
    expect(second).toMatchObject([{ pulse: 77 }])
    const { observation_set_id = 0 } = second[0] ?? {}
    await ward.do('observations/confirm', { observation_set_id })
    await ward.refused('already-done', 'observations/confirm', { observation_set_id })
    expect((await sets(encounter_id)).at(-1)?.verified_by).toBe('nurse')
  })

  test('says within minutes that somebody gets worse, and lets getting better wait', async () => {
    const encounter_id = await ward.admit('Baines', '4W-2')
    const m2 = await monitor('m-2')
    const looksAt = async (pulse: number, minutes: number): Promise<number> => {
      await later(encounter_id, minutes)
      m2.measures({ ...well, pulse })
      await m2.settled()
      await recordMonitors(ward.database)
      return (await sets(encounter_id)).length
    }
    expect(await looksAt(120, 0)).toBe(1)
    expect(await looksAt(135, 1)).toBe(1) // worse, and too soon
    expect(await looksAt(80, 2)).toBe(1) // better
    expect(await looksAt(135, 0)).toBe(2) // three minutes are over
  })

  test('whose leads are all off says nothing of anybody', async () => {
    const encounter_id = (cole = await ward.admit('Cole', '4W-3'))
    const m3 = await monitor('m-3')
    m3.measures({ pulse: null })
    m3.measures({})
    await m3.settled()
    await recordMonitors(ward.database)
    expect(await sets(encounter_id)).toEqual([])
  })
})

describe('the wrong patient gets nothing', () => {
  test('when who lay there is gone before anybody looked, and another lies there', async () => {
    const before = await ward.admit('Dunn', 'ICU-1', minutesAgo(60))
    const m5 = await monitor('m-5')
    m5.measures({ ...well, pulse: 101 })
    await m5.settled()
    await ward.do('admissions/discharge', { encounter_id: before, disposition: 'home' })
    await ward.do('cleaning/finish', { site: 'gh', bed: 'ICU-1' })
    const next = await ward.admit('Eze', 'ICU-1')
    await recordMonitors(ward.database)
    expect(await sets(next)).toEqual([])
    expect(await sets(before)).toMatchObject([{ pulse: 101 }])
    m5.measures({ ...well, pulse: 102 })
    await m5.settled()
    await recordMonitors(ward.database)
    expect(await sets(next)).toMatchObject([{ pulse: 102 }])
  })

  test('when the record is late: what was taken of who had left is taken back, unless somebody confirmed it', async () => {
    const encounter_id = await ward.admit('Fox', '4W-4', minutesAgo(60))
    const m4 = await monitor('m-4')
    m4.measures(well)
    await m4.settled()
    await recordMonitors(ward.database)
    await ward.do('admissions/transfer', { encounter_id, to: { bed: 'ICU-2' }, at: minutesAgo(5) })
    await recordMonitors(ward.database)
    await recordMonitors(ward.database)
    expect(await sets(encounter_id)).toMatchObject([
      { cancelled_why: 'the patient was not in that bed then' },
    ])
  })

  test('when the monitor was wheeled to another bed: what it said before is of who lies at the first', async () => {
    const m6 = await monitor('m-6')
    m6.measures(well)
    await m6.settled()
    await ward.do('devices/register', { site: 'gh', kind: 'monitor', code: 'm-6', bed: '4W-3' })
    await recordMonitors(ward.database)
    expect(await sets(cole)).toEqual([])
  })
})

describe('what a monitor may not say', () => {
  test.each([
    ['a pulse nobody has', { ...well, pulse: 4000 }, {}, /^pulse: /],
    ['a pressure upside down', { ...well, systolic: 70, diastolic: 90 }, {}, /^diastolic: must be below/],
    ['text for a number', { ...well, spo2: '97' }, {}, /^spo2: /],
    ['who it is of', { ...well, patient: 'Abara' }, {}, /patient/],
    [
      'what it measured hours ago',
      well,
      { at: new Date(Date.now() - 7_200_000).toISOString() },
      /before it came/,
    ],
    ['what it will measure', well, { at: new Date(Date.now() + 7_200_000).toISOString() }, /in the future/],
  ])('%s is refused, and kept with the reason', async (_what, said, more, reason) => {
    const client = await connect(url, as('m-1', 'monitor'))
    clients.push(client)
    const reading = { at: new Date().toISOString(), boot: 'mean', seq: 1, ...said, ...more }
    await client.publishAsync('wardroom/gh/monitor/m-1/vitals', JSON.stringify(reading), { qos: 1 })
    expect((await deadLetters(ward.database)).at(-1)).toMatchObject({
      topic: 'wardroom/gh/monitor/m-1/vitals',
      reason: expect.stringMatching(reason) as string,
    })
  })

  test('anything in the name of another', async () => {
    const client = await connect(url, as('m-1', 'monitor'))
    clients.push(client)
    const reading = { at: new Date().toISOString(), boot: 'mean', seq: 2, ...well }
    await client.publishAsync('wardroom/gh/monitor/m-2/vitals', JSON.stringify(reading), { qos: 1 })
    expect((await deadLetters(ward.database)).at(-1)?.reason).toBe(
      'topic: gh/monitor/m-1 may not speak there',
    )
  })
})

test('a life’s vital signs are such as a monitor may say, well or ill', () => {
  for (let person = 0; person < 50; person++)
    for (let hour = 0; hour < 24; hour++)
      expect(
        doubtsOf(vitalSigns(person, hour * 60, Math.random)).filter(({ what }) => what === 'impossible'),
      ).toEqual([])
})
