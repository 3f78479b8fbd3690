import { fc, test as property } from '@fast-check/vitest'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keepDeadLetters } from '../../server/commands/devices/dead-letters.ts'
import { dropOldReadings } from '../../server/commands/devices/old-readings.ts'
import { recordAvailability } from '../../server/commands/devices/record-availability.ts'
import {
  recordReadings,
  type IncomingReading,
  type ReadingOutcome,
} from '../../server/commands/devices/record-readings.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'
import { channelOf, deadLetters, deviceOf, furnish, readingsOf, SITE } from './ward.ts'

/** Beds for every example of the properties: each has a sensor nobody has heard yet. */
const BEDS = 1500

describe('readings', () => {
  let ward: FreshDatabase
  let used = 0
  const nextBed = (): string => `4w-${++used}`

  beforeAll(async () => {
    ward = await freshDatabase()
    await furnish(ward.database, BEDS)
  })
  afterAll(() => ward.drop())

  const says = (
    bed: string,
    boot: string,
    seq: number,
    occupied: boolean,
    more: Partial<IncomingReading> = {},
  ): IncomingReading => ({
    site: SITE,
    kind: 'bed',
    device: bed,
    channel: 'occupancy',
    boot,
    seq,
    value: JSON.stringify({ occupied }),
    said_at: '2026-11-22T20:00:00.000Z',
    ...more,
  })
  const record = (...readings: IncomingReading[]): Promise<ReadingOutcome[]> =>
    recordReadings(ward.database, readings)
  const long = (bed: string, ago: string): Promise<unknown> =>
    ward.database.rows(
      `update reading set received_at = received_at - $2::interval from device
        where device.device_id = reading.device_id and code = $1`,
      [bed, ago],
    )

  test('an older reading that comes late never overrides a newer one, and is kept', async () => {
    const bed = nextBed()
    await record(says(bed, 'a', 5, true))
    expect(await record(says(bed, 'a', 4, false))).toEqual(['recorded'])
    expect(await channelOf(ward.database, bed)).toMatchObject({ seq: 5, value: { occupied: true } })
    expect(await readingsOf(ward.database, bed)).toBe(2)
  })

  test('a sensor that starts anew counts from one again, and is believed', async () => {
    const bed = nextBed()
    await record(says(bed, 'a', 5000, true))
    expect(await record(says(bed, 'b', 1, false))).toEqual(['recorded'])
    expect(await channelOf(ward.database, bed)).toMatchObject({
      boot: 'b',
      seq: 1,
      value: { occupied: false },
    })
  })

  test('a late message of the time before its restart is stored and changes nothing on a screen', async () => {
    const bed = nextBed()
    await record(says(bed, 'a', 1, true))
    await record(says(bed, 'b', 1, false))
    expect(await record(says(bed, 'a', 2, true))).toEqual(['late'])
    expect(await channelOf(ward.database, bed)).toMatchObject({ boot: 'b', value: { occupied: false } })
    expect(await readingsOf(ward.database, bed)).toBe(3)
  })

  test('the running boot that was taken for the old one is followed once the other has gone quiet', async () => {
    const bed = nextBed()
    await record(says(bed, 'running', 1, false))
    await record(says(bed, 'dead', 900, true)) // first heard last: over a shared subscription that can happen
    await long(bed, '10 minutes')
    expect(await record(says(bed, 'running', 2, false))).toEqual(['late'])
    expect(await channelOf(ward.database, bed)).toMatchObject({ boot: 'dead' })
    // One word could be an old one that was held up; another half a minute later can't.
    await long(bed, '31 seconds')
    await record(says(bed, 'running', 3, false))
    expect(await channelOf(ward.database, bed)).toMatchObject({
      boot: 'running',
      seq: 3,
      value: { occupied: false },
    })
    expect(await record(says(bed, 'running', 4, true))).toEqual(['recorded'])
    expect(await record(says(bed, 'dead', 901, false))).toEqual(['late'])
  })

  test('a burst of old messages is not a boot that runs', async () => {
    const bed = nextBed()
    await record(says(bed, 'old', 1, true))
    await record(says(bed, 'new', 1, false))
    await long(bed, '10 minutes')
    for (let seq = 2; seq < 30; seq++) await record(says(bed, 'old', seq, true))
    expect(await channelOf(ward.database, bed)).toMatchObject({ boot: 'new', value: { occupied: false } })
  })

  test('a repeat changes nothing; other words under the same number are a conflict', async () => {
    const bed = nextBed()
    const first = says(bed, 'a', 1, true)
    expect(await record(first, first, says(bed, 'a', 1, false))).toEqual(['recorded', 'repeat', 'conflict'])
    expect(await record(first, says(bed, 'a', 1, false))).toEqual(['repeat', 'conflict'])
    expect(await record(says(bed, 'a', 1, true, { channel: 'brakes' }))).toEqual(['conflict'])
    expect(await readingsOf(ward.database, bed)).toBe(1)
  })

  test('what two servers are told at the same moment is stored once', async () => {
    const beds = Array.from({ length: 20 }, nextBed)
    await record(...beds.map((bed) => says(bed, 'a', 1, true)))
    for (let seq = 2; seq < 12; seq++) {
      const said = beds.map((bed) => says(bed, 'a', seq, seq % 2 === 0))
      const both = await Promise.all([record(...said), record(...said)])
      expect(both.flat().filter((outcome) => outcome === 'recorded')).toHaveLength(beds.length)
      expect(both.flat().filter((outcome) => outcome === 'repeat')).toHaveLength(beds.length)
    }
    expect(await channelOf(ward.database, beds[7] ?? '')).toMatchObject({
      seq: 11,
      value: { occupied: false },
    })
    expect(await readingsOf(ward.database, beds[7] ?? '')).toBe(11)
  })

  test('an unknown device among known ones stops nobody', async () => {
    const bed = nextBed()
    const outcomes = await record(says('4w-none', 'a', 1, true), says(bed, 'a', 1, true))
    expect(outcomes).toEqual(['unknown-device', 'recorded'])
  })

  test('"since" moves when the value changes, not when the sensor repeats it', async () => {
    const bed = nextBed()
    await record(says(bed, 'a', 1, true))
    const began = (await channelOf(ward.database, bed))?.changed_at
    await record(says(bed, 'a', 2, true))
    await record(says(bed, 'b', 1, true))
    expect(await channelOf(ward.database, bed)).toMatchObject({ boot: 'b', changed_at: began })
    await record(says(bed, 'b', 2, false))
    expect((await channelOf(ward.database, bed))?.changed_at).not.toBe(began)
  })

  test('a clock that stands in 1970 or 2099 is written down and decides nothing', async () => {
    const bed = nextBed()
    await record(says(bed, 'a', 1, true, { said_at: '2099-01-01T00:00:00.000Z' }))
    await record(says(bed, 'a', 2, false, { said_at: '1970-01-01T00:00:00.000Z' }))
    const now = await channelOf(ward.database, bed)
    expect(now).toMatchObject({ seq: 2, value: { occupied: false }, said_at: '1970-01-01T00:00:00.000Z' })
    expect(Date.parse(now?.changed_at ?? '')).toBeGreaterThan(Date.now() - 60_000)
  })

  test('a silent sensor that speaks is silent no longer; a repeat is no sign of life', async () => {
    const bed = nextBed()
    await record(says(bed, 'a', 1, true))
    await ward.database.rows('update device set silent_since = now() where code = $1', [bed])
    await record(says(bed, 'a', 1, true))
    expect((await deviceOf(ward.database, bed))?.silent_since).not.toBeNull()
    await record(says(bed, 'a', 2, true))
    expect(await deviceOf(ward.database, bed)).toMatchObject({ silent_since: null, online: true })
  })

  test('a last will that overtook the return is corrected by the next reading, and not within the race', async () => {
    const bed = nextBed()
    const said = (online: boolean) => [{ site: SITE, kind: 'bed', device: bed, online }]
    await recordAvailability(ward.database, [...said(true), ...said(false)])
    await record(says(bed, 'a', 1, true))
    expect(await deviceOf(ward.database, bed)).toMatchObject({ online: false })
    await ward.database.rows(`update device set online_at = now() - interval '11 seconds' where code = $1`, [
      bed,
    ])
    await record(says(bed, 'a', 2, true))
    expect(await deviceOf(ward.database, bed)).toMatchObject({ online: true })
  })

  test('the same availability again moves nothing', async () => {
    const bed = nextBed()
    const word = { site: SITE, kind: 'bed', device: bed, online: true }
    const said = [word]
    expect(await recordAvailability(ward.database, said)).toEqual(['recorded'])
    const before = await ward.database.row('select xmin::text, online_at from device where code = $1', [bed])
    await recordAvailability(ward.database, said)
    expect(
      await ward.database.row('select xmin::text, online_at from device where code = $1', [bed]),
    ).toEqual(before)
    expect(await recordAvailability(ward.database, [{ ...word, device: 'nobody' }])).toEqual([
      'unknown-device',
    ])
  })

  test('readings older than the setting go, the latest value stays', async () => {
    const bed = nextBed()
    await record(says(bed, 'a', 1, true), says(bed, 'a', 2, false))
    await long(bed, '400 days')
    await record(says(bed, 'a', 3, true))
    expect(await dropOldReadings(ward.database, 365)).toBe(2)
    expect(await readingsOf(ward.database, bed)).toBe(1)
    expect(await channelOf(ward.database, bed)).toMatchObject({ seq: 3 })
    await expect(dropOldReadings(ward.database, -1)).rejects.toThrow(RangeError)
  })

  test('of the dead letters the newest are kept, and no more of a letter than 8 kB', async () => {
    const letter = (reason: string) => ({
      topic: 'a\0b\ud800',
      payload: Buffer.alloc(70_000, 1),
      reason,
      site: 'nowhere',
    })
    await keepDeadLetters(ward.database, ['1', '2', '3'].map(letter), 3)
    await keepDeadLetters(ward.database, ['4', '5'].map(letter), 3)
    expect((await deadLetters(ward.database)).map(({ reason }) => reason)).toEqual(['3', '4', '5'])
    expect(
      await ward.database.rows(
        'select distinct topic, site, octet_length(payload) as bytes from dead_letter',
      ),
    ).toEqual([{ topic: 'a\ufffdb\ufffd', site: null, bytes: 8192 }])
  })

  property.prop(
    [
      fc.uniqueArray(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 12 }).chain((seqs) =>
        fc.record({
          seqs: fc.constant(seqs),
          // Every reading at least once, some twice or three times, in any order, cut into any batches.
          arrivals: fc
            .array(fc.constantFrom(...seqs), { maxLength: 12 })
            .chain((again) =>
              fc.shuffledSubarray([...seqs, ...again], { minLength: seqs.length + again.length }),
            ),
          cuts: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 30 }),
        }),
      ),
    ],
    { numRuns: 30 },
  )(
    'in whatever order and however often one boot’s readings arrive, the greatest seq stands',
    async ({ seqs, arrivals, cuts }) => {
      const bed = nextBed()
      const outcomes: ReadingOutcome[] = []
      for (let at = 0, n = 0; at < arrivals.length; n++) {
        const size = cuts[n % cuts.length] ?? 1
        const batch = arrivals.slice(at, at + size).map((seq) => says(bed, 'a', seq, seq % 2 === 0))
        outcomes.push(...(await record(...batch)))
        at += size
      }
      const greatest = Math.max(...seqs)
      expect(await channelOf(ward.database, bed)).toMatchObject({
        seq: greatest,
        value: { occupied: greatest % 2 === 0 },
      })
      expect(await readingsOf(ward.database, bed)).toBe(seqs.length)
      expect(outcomes.filter((outcome) => outcome === 'recorded')).toHaveLength(seqs.length)
    },
  )

  property.prop(
    [
      fc.array(
        fc.record({
          boot: fc.constantFrom('a', 'b', 'c'),
          seq: fc.integer({ min: 0, max: 6 }),
          channel: fc.constantFrom('occupancy', 'brakes'),
          occupied: fc.boolean(),
        }),
        { minLength: 1, maxLength: 15 },
      ),
    ],
    { numRuns: 30 },
  )('one batch ends as the same readings one by one', async (arrivals) => {
    const [together, apart] = [nextBed(), nextBed()]
    const of = (bed: string): IncomingReading[] =>
      arrivals.map(({ boot, seq, channel, occupied }) => says(bed, boot, seq, occupied, { channel }))
    const outcomes = await record(...of(together))
    const single: ReadingOutcome[] = []
    for (const one of of(apart)) single.push(...(await record(one)))
    expect(outcomes).toEqual(single)
    const stands = async (bed: string) =>
      Promise.all(
        ['occupancy', 'brakes'].map(async (channel) => {
          const now = await channelOf(ward.database, bed, channel)
          return now && { boot: now.boot, seq: now.seq, value: now.value }
        }),
      )
    expect(await stands(together)).toEqual(await stands(apart))
  })
})
