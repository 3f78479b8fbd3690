/** Who may be put into a room with whom. Rooms 401 (4W-1, 4W-2), 402 (4W-3, 4W-4); ISO: a single isolation room. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { empty, layout, openWard, staysOf, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
  const rooms = [{ room: 'I1', beds: [{ bed: 'ISO', features: ['negative-pressure' as const] }] }]
  await ward.do('hospital/lay-out', {
    ...layout,
    units: [...layout.units, { unit: 'ID', name: 'Infections', kind: 'medical', rooms }],
  })
})
afterAll(() => ward.drop())
beforeEach(() => empty(ward.database))

type Kind = 'contact' | 'droplet' | 'airborne'
const under = (encounter_id: number, kind: Kind, organism: string | null = null) =>
  ward.do('placement/set-precaution', { encounter_id, kind, organism })
/** Somebody in the emergency department, who is to be put into a bed. */
const comer = (family = 'Comer') => ward.admit(family, undefined)
const move = (encounter_id: number, bed: string) => ({ encounter_id, to: { bed } })

describe('nobody without precautions is put into a room with somebody under', () => {
  test.each<Kind>(['contact', 'droplet', 'airborne'])('%s precautions', async (kind) => {
    await under(await ward.admit('Abara', '4W-1'), kind)
    const refusal = await ward.refused('isolation-rule', 'admissions/transfer', move(await comer(), '4W-2'))
    expect(refusal.details).toMatchObject({
      bed: '4W-2',
      room: '401',
      fault: 'isolation-room',
      kinds: [kind],
    })
    expect(refusal.message).not.toContain('Abara')
  })
  test('nor by an admission; the next room is open to them', async () => {
    await under(await ward.admit('Abara', '4W-1'), 'contact')
    const patient_id = await ward.patient('Brown')
    const admission = { site: 'gh', patient_id, class: 'inpatient' as const }
    await ward.refused('isolation-rule', 'admissions/admit', { ...admission, to: { bed: '4W-2' } })
    await ward.do('admissions/admit', { ...admission, to: { bed: '4W-3' } })
  })
  test('unless somebody knowingly does it', async () => {
    await under(await ward.admit('Abara', '4W-1'), 'contact')
    await ward.do('admissions/transfer', { ...move(await comer(), '4W-2'), override: ['isolation-rule'] })
  })
  test('once the precaution is lifted they may', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await under(encounter_id, 'contact')
    await ward.do('placement/end-precaution', { encounter_id, kind: 'contact', why: 'three negative swabs' })
    await ward.do('admissions/transfer', move(await comer(), '4W-2'))
  })
})

describe('who is under precautions', () => {
  test('lies alone, or with those who have the same', async () => {
    await under(await ward.admit('Abara', '4W-1'), 'contact', 'MRSA')
    const [same, other] = [await comer('Same'), await comer('Other')]
    await under(same, 'contact', 'mrsa ')
    await under(other, 'contact', 'norovirus')
    expect(
      (await ward.refused('isolation-rule', 'admissions/transfer', move(other, '4W-2'))).details,
    ).toMatchObject({ fault: 'isolation-mix' })
    await ward.do('admissions/transfer', move(other, '4W-3')) // an empty room
    await ward.do('admissions/transfer', move(same, '4W-2'))
  })
  test('is not brought to who is under none', async () => {
    await ward.admit('Abara', '4W-1')
    const encounter_id = await comer()
    await under(encounter_id, 'droplet')
    await ward.refused('isolation-rule', 'admissions/transfer', move(encounter_id, '4W-2'))
  })
  test('and airborne, lies in a room made for it', async () => {
    const encounter_id = await comer()
    await under(encounter_id, 'airborne', 'TB')
    expect(
      (await ward.refused('isolation-rule', 'admissions/transfer', move(encounter_id, '4W-1'))).details,
    ).toMatchObject({ fault: 'airborne-room' })
    await ward.do('admissions/transfer', move(encounter_id, 'ISO'))
  })
  test('keeps being so where they lie: to say it moves nobody; said twice it is refused; named, it is put right', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await ward.admit('Brown', '4W-2')
    await under(encounter_id, 'contact')
    await ward.refused('already-done', 'placement/set-precaution', { encounter_id, kind: 'contact' })
    await under(encounter_id, 'contact', 'MRSA')
    expect(await ward.database.rows('select organism, ended_at from precaution')).toEqual([
      { organism: 'MRSA', ended_at: null },
    ])
    expect((await staysOf(ward.database, encounter_id)).map(({ place }) => place)).toEqual(['4W-1'])
    await ward.refused('already-done', 'placement/end-precaution', { encounter_id, kind: 'droplet' })
  })
  test('leaves with it, and is under it again when they had not left', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await under(encounter_id, 'contact')
    await ward.do('admissions/discharge', { encounter_id })
    expect(await ward.database.rows('select ended_how from precaution')).toEqual([{ ended_how: 'left' }])
    await ward.do('admissions/cancel-discharge', { encounter_id, why: 'still here' })
    expect(await ward.database.rows('select ended_how from precaution')).toEqual([{ ended_how: null }])
  })
})

test('a swap asks of both rooms; two in one room may change beds', async () => {
  const [a, b, c] = [
    await ward.admit('Abara', '4W-1'),
    await ward.admit('Brown', '4W-2'),
    await ward.admit('Cohen', '4W-3'),
  ]
  await under(c, 'contact')
  const swap = { encounter_id: a, with_encounter_id: c }
  await ward.refused('isolation-rule', 'admissions/swap', swap)
  await ward.do('admissions/swap', { encounter_id: a, with_encounter_id: b })
  await ward.do('admissions/swap', { ...swap, override: ['isolation-rule'] })
})

test('of two who go into one room at once, of whom only one is under precautions, one is refused', async () => {
  for (let round = 0; round < 5; round++) {
    await empty(ward.database)
    const [ill, well] = [await comer('Ill'), await comer('Well')]
    await under(ill, 'contact')
    const outcomes = await Promise.all([
      ward.try('admissions/transfer', move(ill, '4W-1')),
      ward.try('admissions/transfer', move(well, '4W-2')),
    ])
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.code)).sort()).toEqual([
      'done',
      'isolation-rule',
    ])
  }
})

test('a bed is not kept for who could not lie in it, nor beside one who is awaited and could not share', async () => {
  const [ill, well] = [await comer('Ill'), await comer('Well')]
  await under(ill, 'contact')
  const ask = async (encounter_id: number) =>
    (await ward.do('placement/request', { encounter_id, from_kind: 'ed' })).request_id
  await ward.do('placement/assign', { request_id: await ask(ill), bed: '4W-1' })
  const request_id = await ask(well)
  await ward.refused('isolation-rule', 'placement/assign', { request_id, bed: '4W-2' })
  expect(await ward.database.rows('select 1 as one from reservation where ended_at is null')).toHaveLength(1)
  await ward.do('placement/assign', { request_id, bed: '4W-2', override: ['isolation-rule'] })
})
