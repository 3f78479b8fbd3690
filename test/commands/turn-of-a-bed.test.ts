import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { bedStates, minutesAgo, openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

/** Each test has a bed of its own: beds of a second unit, laid out as they are needed. */
let bed: { site: string; bed: string }
let beds = 0
beforeEach(async () => {
  bed = { site: 'gh', bed: `T-${++beds}` }
  await ward.do('hospital/lay-out', {
    site: 'gh',
    name: 'General Hospital',
    time_zone: 'Europe/London',
    currency: 'GBP',
    units: [
      {
        unit: 'T',
        name: 'Test',
        kind: 'other',
        auto_ask: false,
        rooms: [{ room: '1', beds: [{ bed: bed.bed }] }],
      },
    ],
  })
})

const state = async (): Promise<string | undefined> => (await bedStates(ward.database))[bed.bed]

async function vacate(at?: string): Promise<number> {
  const encounter_id = await ward.admit('Abara', bed.bed, minutesAgo(60))
  await ward.do('admissions/discharge', { encounter_id, at })
  return encounter_id
}

describe('cleaning', () => {
  test('goes from vacated over dirty and cleaning to ready, and the bed is ready since then', async () => {
    await vacate(minutesAgo(40))
    expect(await state()).toBe('vacated')
    await ward.do('cleaning/ask', { ...bed, at: minutesAgo(30), priority: 'stat' })
    expect(await state()).toBe('dirty')
    await ward.do('cleaning/start', { ...bed, at: minutesAgo(20) })
    expect(await state()).toBe('cleaning')
    const { turnover_id } = await ward.do('cleaning/finish', { ...bed, at: minutesAgo(10) })
    expect(await state()).toBe('ready')
    expect(await turn(turnover_id)).toMatchObject({
      vacated_at: minutesAgo(40),
      asked_at: minutesAgo(30),
      started_at: minutesAgo(20),
      finished_at: minutesAgo(10),
      priority: 'stat',
    })
    expect(await readySince()).toBe(minutesAgo(10))
  })

  test('a bed found clean was started and finished at one instant', async () => {
    await vacate(minutesAgo(40))
    const { turnover_id } = await ward.do('cleaning/finish', { ...bed, at: minutesAgo(10) })
    expect(await turn(turnover_id)).toMatchObject({ started_at: minutesAgo(10), asked_at: null })
  })

  test('may start unasked, and be asked for though nobody left', async () => {
    await ward.do('cleaning/start', bed)
    await ward.do('cleaning/finish', bed)
    await ward.do('cleaning/ask', bed)
    expect(await state()).toBe('dirty')
  })

  test('each step is taken once', async () => {
    await vacate()
    await ward.do('cleaning/ask', bed)
    await ward.refused('already-done', 'cleaning/ask', bed)
    await ward.do('cleaning/start', bed)
    await ward.refused('already-done', 'cleaning/start', bed)
    await ward.refused('already-done', 'cleaning/ask', bed)
    await ward.do('cleaning/finish', bed)
    await ward.refused('already-done', 'cleaning/finish', bed)
    await ward.refused('already-done', 'cleaning/cancel', { ...bed, why: 'x' })
  })

  test('no step comes before the one it follows', async () => {
    await vacate(minutesAgo(40))
    await ward.refused('out-of-order', 'cleaning/ask', { ...bed, at: minutesAgo(50) })
    await ward.do('cleaning/ask', { ...bed, at: minutesAgo(30) })
    await ward.refused('out-of-order', 'cleaning/start', { ...bed, at: minutesAgo(35) })
    await ward.do('cleaning/start', { ...bed, at: minutesAgo(20) })
    await ward.refused('out-of-order', 'cleaning/finish', { ...bed, at: minutesAgo(25) })
    await ward.refused('out-of-order', 'cleaning/cancel', { ...bed, at: minutesAgo(25), why: 'x' })
  })

  test('nobody cleans around a patient', async () => {
    const encounter_id = await ward.admit('Abara', bed.bed)
    for (const verb of ['cleaning/ask', 'cleaning/start', 'cleaning/finish'] as const) {
      const refusal = await ward.refused('bed-occupied', verb, bed)
      expect(refusal.details).toMatchObject({ holder: { encounter_id, name: 'Abara' } })
    }
  })

  test('cancelled, the bed is ready as it is, and it is on record why', async () => {
    await vacate(minutesAgo(40))
    const { turnover_id } = await ward.do('cleaning/cancel', { ...bed, why: 'nobody lay there' })
    expect(await state()).toBe('ready')
    expect(await turn(turnover_id)).toMatchObject({ cancelled_why: 'nobody lay there', finished_at: null })
  })

  test('a bed that is not there is not cleaned', async () => {
    await ward.refused('not-found', 'cleaning/ask', { site: 'gh', bed: 'X' })
    await ward.refused('not-found', 'cleaning/ask', { site: 'x', bed: bed.bed })
  })
})

describe('a bed out of use', () => {
  test('is blocked with its reason, corrected, and ready again since it was unblocked', async () => {
    await ward.do('beds/block', { ...bed, reason: 'repair', at: minutesAgo(30) })
    expect(await state()).toBe('blocked')
    await ward.refused('already-done', 'beds/block', { ...bed, reason: 'repair' })
    await ward.do('beds/block', { ...bed, reason: 'isolation', note: 'MRSA' })
    const row = await ward.database.row(
      'select block_reason, block_note, blocked_at from bed where code = $1',
      [bed.bed],
    )
    expect(row).toEqual({ block_reason: 'isolation', block_note: 'MRSA', blocked_at: minutesAgo(30) })
    await ward.refused('out-of-order', 'beds/unblock', { ...bed, at: minutesAgo(40) })
    await ward.do('beds/unblock', { ...bed, at: minutesAgo(5) })
    expect(await readySince()).toBe(minutesAgo(5))
    await ward.refused('already-done', 'beds/unblock', bed)
  })

  test('may be blocked under a patient, and is blocked once they left', async () => {
    const encounter_id = await ward.admit('Abara', bed.bed)
    await ward.do('beds/block', { ...bed, reason: 'contaminated' })
    expect(await state()).toBe('occupied')
    await ward.do('admissions/discharge', { encounter_id })
    expect(await state()).toBe('blocked')
    await ward.do('beds/unblock', bed)
    expect(await state()).toBe('vacated')
  })

  test('is closed when nobody looks after it, and open again', async () => {
    await ward.refused('already-done', 'beds/staff', { ...bed, staffed: true })
    await ward.do('beds/staff', { ...bed, staffed: false })
    expect(await state()).toBe('closed')
    await ward.do('beds/staff', { ...bed, staffed: true })
    expect(await state()).toBe('ready')
  })
})

describe('a bed kept for somebody', () => {
  test('is reserved, and ready again when it is released', async () => {
    const encounter_id = await ward.admit('Abara', undefined)
    await ward.do('beds/reserve', { ...bed, encounter_id })
    expect(await state()).toBe('reserved')
    await ward.refused('already-done', 'beds/reserve', { ...bed, encounter_id })
    await ward.do('beds/release', bed)
    expect(await state()).toBe('ready')
    await ward.refused('already-done', 'beds/release', bed)
  })

  test('is kept for one only, and one has one only', async () => {
    const encounter_id = await ward.admit('Abara', undefined)
    const other = await ward.admit('Brown', undefined)
    await ward.do('beds/reserve', { ...bed, encounter_id })
    const refusal = await ward.refused('bed-reserved', 'beds/reserve', { ...bed, encounter_id: other })
    expect(refusal.details).toMatchObject({ for: { encounter_id, name: 'Abara' } })
    await ward.refused('already-exists', 'beds/reserve', { site: 'gh', bed: 'ICU-1', encounter_id })
  })

  test('may be occupied or dirty still, but not blocked, closed, or the patient’s own', async () => {
    const holder = await ward.admit('Abara', bed.bed)
    await ward.refused('already-done', 'beds/reserve', { ...bed, encounter_id: holder })
    const encounter_id = await ward.admit('Brown', undefined)
    await ward.do('beds/reserve', { ...bed, encounter_id })
    await ward.do('beds/release', bed)
    await ward.do('beds/block', { ...bed, reason: 'repair' })
    await ward.refused('bed-blocked', 'beds/reserve', { ...bed, encounter_id })
    await ward.do('beds/unblock', bed)
    await ward.do('beds/staff', { ...bed, staffed: false })
    await ward.refused('bed-closed', 'beds/reserve', { ...bed, encounter_id })
    await ward.do('admissions/discharge', { encounter_id })
    await ward.refused('wrong-state', 'beds/reserve', { ...bed, encounter_id })
    await ward.refused('not-found', 'beds/reserve', { ...bed, encounter_id: 999_999 })
  })
})

const turn = (id: number): Promise<object | undefined> =>
  ward.database.row('select * from turnover where turnover_id = $1', [id])

async function readySince(): Promise<string | undefined> {
  const row = await ward.database.row<{ ready_since: string }>(
    'select ready_since from bed where code = $1',
    [bed.bed],
  )
  return row?.ready_since
}
