import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Clock } from '../../server/commands/clock/clock.ts'
import { recordAvailability } from '../../server/commands/devices/record-availability.ts'
import { recordReadings } from '../../server/commands/devices/record-readings.ts'
import { bedStates, minutesAgo, openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

let bed = ''
let device = ''
let beds = 0
/** Each test has a bed of its own, with a sensor, in a unit that asks by itself. */
beforeEach(async () => {
  bed = `T-${++beds}`
  device = bed.toLowerCase()
  await ward.do('hospital/lay-out', {
    site: 'gh',
    name: 'General Hospital',
    time_zone: 'Europe/London',
    currency: 'GBP',
    conflict_after_s: 600,
    units: [
      { unit: 'T', name: 'Test', kind: 'other', rooms: [{ room: '1', beds: [{ bed, sensor: device }] }] },
    ],
  })
})

const state = async (): Promise<string | undefined> => (await bedStates(ward.database))[bed]
const lastTurn = (): Promise<Record<string, unknown> | undefined> =>
  ward.database.row(
    `select t.* from turnover t join bed b using (bed_id) where b.code = $1 order by turnover_id desc limit 1`,
    [bed],
  )

let seq = 0
/** The sensor says so; what it said became so that long ago. */
async function senses(occupied: boolean, { minutes = 0 } = {}): Promise<void> {
  const reading = { site: 'gh', kind: 'bed', device, channel: 'occupancy', boot: 'b', seq: ++seq }
  await recordReadings(ward.database, [
    { ...reading, value: JSON.stringify({ occupied }), said_at: new Date().toISOString() },
  ])
  if (minutes === 0) return
  await ward.database.rows(
    `update device_channel c set changed_at = $2 from device d where d.device_id = c.device_id and d.code = $1`,
    [device, minutesAgo(minutes)],
  )
}
/** A server’s clock looks at the beds. */
async function aLook(): Promise<void> {
  const failed: object[] = []
  const clock = new Clock({
    database: ward.database,
    rota: { onDuty: true },
    log: { warn: (fields) => void failed.push(fields) },
    readingsDays: 1,
  })
  clock.start()
  await clock.stop()
  expect(failed).toEqual([])
}

describe('a bed that is left', () => {
  test('asks for its cleaning by itself, at the instant it was left', async () => {
    const encounter_id = await ward.admit('Abara', bed, minutesAgo(60))
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(5) })
    expect(await state()).toBe('dirty')
    expect(await lastTurn()).toMatchObject({
      vacated_at: minutesAgo(5),
      asked_at: minutesAgo(5),
      asked_by: null,
      opened_by: 'discharge',
      isolation: false,
    })
    await ward.refused('already-done', 'cleaning/ask', { site: 'gh', bed })
  })

  test('says that a transfer left it, and is next when somebody waits for it', async () => {
    const encounter_id = await ward.admit('Abara', bed, minutesAgo(60))
    const waits = await ward.admit('Brown', undefined)
    await ward.do('beds/reserve', { site: 'gh', bed, encounter_id: waits })
    await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ED' } })
    expect(await lastTurn()).toMatchObject({ opened_by: 'transfer', priority: 'next' })
  })

  test('left earlier or later than we thought, was asked for then', async () => {
    const encounter_id = await ward.admit('Abara', bed, minutesAgo(60))
    await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ED' }, at: minutesAgo(30) })
    await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ICU' }, at: minutesAgo(40) })
    expect(await lastTurn()).toMatchObject({ vacated_at: minutesAgo(40), asked_at: minutesAgo(40) })
  })

  test('by a patient under a precaution wants an isolation clean', async () => {
    const encounter_id = await ward.admit('Abara', bed, minutesAgo(60))
    await ward.database.rows(
      "insert into precaution (encounter_id, kind, began_at, said_by) values ($1, 'contact', $2, 'nurse')",
      [encounter_id, minutesAgo(50)],
    )
    await ward.do('admissions/discharge', { encounter_id })
    expect(await lastTurn()).toMatchObject({ isolation: true })
  })
})

describe('a bed that is empty by its sensor and occupied on record', () => {
  test('is not one whose patient is away and keeps it, until they have been back for the site’s patience', async () => {
    const encounter_id = await ward.admit('Abara', bed, minutesAgo(60))
    await ward.do('visits/leave', { encounter_id, at: minutesAgo(30) })
    await senses(false, { minutes: 25 })
    await aLook()
    expect(await lastTurn()).toBeUndefined()
    await ward.do('visits/return', { encounter_id, at: minutesAgo(2) }) // said on the way to the bed
    await aLook()
    expect(await lastTurn()).toBeUndefined()
    await ward.do('visits/cancel-return', { encounter_id, why: 'not yet' })
    await ward.do('visits/return', { encounter_id, at: minutesAgo(12) })
    await aLook()
    expect(await lastTurn()).toMatchObject({ opened_by: 'sensor' })
  })

  test('is a dead bed since the sensor’s instant, before anybody records that the patient left', async () => {
    const encounter_id = await ward.admit('Abara', bed, minutesAgo(60))
    await senses(false, { minutes: 25 })
    await aLook()
    expect(await lastTurn()).toMatchObject({
      opened_by: 'sensor',
      vacated_at: minutesAgo(25),
      asked_at: null,
    })
    expect(await state()).toBe('occupied')
    // Nobody cleans around a patient who is there on record; the refusal says what to do.
    const refusal = await ward.refused('bed-occupied', 'cleaning/start', { site: 'gh', bed })
    expect(refusal.message).toMatch(/sensor says empty since .* record it first/)

    const before = Date.now()
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(25) })
    const turn = await lastTurn()
    expect(turn).toMatchObject({ opened_by: 'sensor', vacated_at: minutesAgo(25) })
    // The dead-bed time is what the late record cost, though the record gives the right instant.
    expect(Date.parse(String(turn?.['asked_at']))).toBeGreaterThanOrEqual(before - 1000)
    expect(await state()).toBe('dirty')
    await ward.do('cleaning/start', { site: 'gh', bed })
    await ward.do('cleaning/finish', { site: 'gh', bed })
    await aLook()
    expect(await state()).toBe('ready')
  })

  test('is none before the site’s time for a conflict has passed', async () => {
    await ward.admit('Abara', bed, minutesAgo(60))
    await senses(false, { minutes: 3 })
    await aLook()
    expect(await lastTurn()).toBeUndefined()
  })

  test('is none when the sensor never saw the patient get up', async () => {
    await senses(false, { minutes: 90 })
    await ward.admit('Abara', bed, minutesAgo(60))
    await aLook()
    expect(await lastTurn()).toBeUndefined()
  })

  test.each(['offline', 'silent'] as const)('is none when the sensor is %s', async (what) => {
    await ward.admit('Abara', bed, minutesAgo(60))
    await senses(false, { minutes: 25 })
    if (what === 'offline') {
      await recordAvailability(ward.database, [{ site: 'gh', kind: 'bed', device, online: false }])
    } else await ward.database.rows('update device set silent_since = now() where code = $1', [device])
    await aLook()
    expect(await lastTurn()).toBeUndefined()
  })

  test('is an occupied bed again when the sensor says so before anybody acted, and it is on record why', async () => {
    await ward.admit('Abara', bed, minutesAgo(60))
    await senses(false, { minutes: 25 })
    await aLook()
    await senses(true)
    await aLook()
    expect(await lastTurn()).toMatchObject({
      cancelled_why: 'the sensor says occupied again',
      asked_at: null,
    })
    await senses(false, { minutes: 11 })
    await aLook()
    expect(await lastTurn()).toMatchObject({ vacated_at: minutesAgo(11), cancelled_at: null })
  })

  test('called off by somebody who looked, it is not opened again by the same word', async () => {
    await ward.admit('Abara', bed, minutesAgo(60))
    await senses(false, { minutes: 25 })
    await aLook()
    await ward.do('cleaning/cancel', { site: 'gh', bed, why: 'she sits in the chair' })
    await aLook()
    expect(await lastTurn()).toMatchObject({ cancelled_why: 'she sits in the chair' })
  })
})
