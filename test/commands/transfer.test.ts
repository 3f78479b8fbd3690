import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bedStates, encounter, minutesAgo, openWard, staysOf, vacated, type Ward } from './ward.ts'

let ward: Ward
beforeEach(async () => void (ward = await openWard()))
afterEach(() => ward.drop())

describe('moving', () => {
  test('a transfer frees the bed it left and takes the one it goes to', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'vacated', '4W-2': 'occupied' })
  })

  test('a transfer to a unit leaves the bed and takes none', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ED' } })
    expect((await staysOf(ward.database, encounter_id)).map((stay) => stay.place)).toEqual(['4W-1', 'ED'])
  })

  test('who came and left by one stamp of the clock makes room for the next by that stamp, and the next', async () => {
    const at = minutesAgo(5)
    const into = { to: { bed: '4W-2' }, at, override: ['bed-not-ready' as const] }
    for (const family of ['Abara', 'Brandt']) {
      const encounter_id = await ward.admit(family, undefined, minutesAgo(30))
      await ward.do('admissions/transfer', { encounter_id, ...into })
      await ward.do('admissions/discharge', { encounter_id, at })
    }
    const encounter_id = await ward.admit('Chen', undefined, minutesAgo(30))
    await ward.do('admissions/transfer', { encounter_id, ...into })
    const [stay] = await staysOf(ward.database, encounter_id)
    expect(stay).toMatchObject({ place: '4W-2', ended_at: null })
    expect(Date.parse(stay?.began_at ?? '') - Date.parse(at)).toBeLessThan(50)
  })

  test('to where the patient is already is no move', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await ward.refused('already-done', 'admissions/transfer', { encounter_id, to: { bed: '4W-1' } })
  })

  test('a move told late is put in its place; the bed of then, free since, wants cleaning', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-3' }, at: minutesAgo(20) })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' }, at: minutesAgo(40) })
    expect(await staysOf(ward.database, encounter_id)).toEqual([
      { place: '4W-1', began_at: minutesAgo(60), ended_at: minutesAgo(40) },
      { place: '4W-2', began_at: minutesAgo(40), ended_at: minutesAgo(20) },
      { place: '4W-3', began_at: minutesAgo(20), ended_at: null },
    ])
    expect(await vacated(ward.database)).toEqual({ '4W-1': minutesAgo(40), '4W-2': minutesAgo(20) })
  })

  test('the same moves in any order end in the same stays and the same beds', async () => {
    const moves = [
      { bed: '4W-2', at: minutesAgo(50) },
      { bed: '4W-1', at: minutesAgo(40) },
      { bed: '4W-3', at: minutesAgo(30) },
    ]
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ]
    const ends = []
    for (const order of orders) {
      const fresh = await openWard()
      const encounter_id = await fresh.admit('Abara', '4W-1', minutesAgo(60))
      for (const i of order) {
        const move = moves[i]
        if (!move) throw new Error('three moves')
        await fresh.do('admissions/transfer', {
          encounter_id,
          to: { bed: move.bed },
          at: move.at,
          override: ['bed-not-ready'], // as messages do: the patient is there already
        })
      }
      await fresh.do('admissions/discharge', { encounter_id, at: minutesAgo(10) })
      ends.push({ stays: await staysOf(fresh.database, encounter_id), beds: await bedStates(fresh.database) })
      await fresh.drop()
    }
    expect(ends[0]?.stays.map((stay) => stay.place)).toEqual(['4W-1', '4W-2', '4W-1', '4W-3'])
    for (const end of ends) expect(end).toEqual(ends[0])
  })

  test('before the admission: then the patient was here earlier than we knew', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(30))
    await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ED' }, at: minutesAgo(60) })
    expect((await staysOf(ward.database, encounter_id)).map((stay) => stay.place)).toEqual(['ED', '4W-1'])
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ started_at: minutesAgo(60) })
  })

  test('told after the discharge, it still is put in its place', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(10) })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' }, at: minutesAgo(30) })
    expect(await vacated(ward.database)).toEqual({ '4W-1': minutesAgo(30), '4W-2': minutesAgo(10) })
    await ward.refused('wrong-state', 'admissions/transfer', { encounter_id, to: { bed: '4W-3' } })
    await ward.refused('wrong-state', 'admissions/transfer', {
      encounter_id,
      to: { bed: '4W-3' },
      at: minutesAgo(5),
    })
  })

  test('into a bed where somebody lay at that time is refused with who it was', async () => {
    const other = await ward.admit('Brown', '4W-2', minutesAgo(50))
    await ward.do('admissions/discharge', { encounter_id: other, at: minutesAgo(30) })
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-3' }, at: minutesAgo(20) })
    const refusal = await ward.refused('bed-taken', 'admissions/transfer', {
      encounter_id,
      to: { bed: '4W-2' },
      at: minutesAgo(40),
    })
    expect(refusal.details).toMatchObject({ holder: { name: 'Brown' }, until: minutesAgo(30) })
  })

  test('a stay of the past makes neither an occupied nor a cleaned bed dirty', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-3' }, at: minutesAgo(20) })
    await ward.admit('Brown', '4W-2', minutesAgo(15))
    await ward.do('cleaning/start', { site: 'gh', bed: 'ICU-1', at: minutesAgo(12) })
    await ward.do('cleaning/finish', { site: 'gh', bed: 'ICU-1', at: minutesAgo(11) })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' }, at: minutesAgo(40) })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: 'ICU-1' }, at: minutesAgo(30) })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-2': 'occupied', 'ICU-1': 'ready' })
  })

  test('a second word on the same instant corrects the first, and nothing is dirty by it', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' }, at: minutesAgo(60) })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'ready', '4W-2': 'occupied' })
    expect(await staysOf(ward.database, encounter_id)).toHaveLength(1)
    const cancelled = await ward.database.rows('select 1 as one from stay where cancelled_at is not null')
    expect(cancelled).toHaveLength(1)
  })

  test('two change beds in one act, and neither bed wants cleaning', async () => {
    const one = await ward.admit('Abara', '4W-1')
    const other = await ward.admit('Brown', '4W-2')
    await ward.do('admissions/swap', { encounter_id: one, with_encounter_id: other })
    expect((await staysOf(ward.database, one)).map((stay) => stay.place)).toEqual(['4W-1', '4W-2'])
    expect((await staysOf(ward.database, other)).map((stay) => stay.place)).toEqual(['4W-2', '4W-1'])
    expect(await vacated(ward.database)).toEqual({})
  })

  test('a swap is refused with oneself, with one who is nowhere, in the past, against the sex rule', async () => {
    const one = await ward.admit('Abara', '4W-1')
    await ward.refused('invalid-input', 'admissions/swap', { encounter_id: one, with_encounter_id: one })
    const nowhere = await ward.admit('Brown', undefined)
    await ward.refused('wrong-state', 'admissions/swap', { encounter_id: one, with_encounter_id: nowhere })
    const other = await ward.admit('Clark', '4W-2')
    await ward.refused('out-of-order', 'admissions/swap', {
      encounter_id: one,
      with_encounter_id: other,
      at: minutesAgo(30),
    })
    const she = await ward.patient('Diaz', { sex: 'female' })
    const he = await ward.patient('Evans', { sex: 'male' })
    const inHers = { site: 'gh', patient_id: she, class: 'inpatient', to: { bed: '4W-4' } } as const
    const hers = await ward.do('admissions/admit', inHers)
    const his = await ward.do('admissions/admit', { ...inHers, patient_id: he, to: { bed: '4W-3' } })
    await ward.refused('sex-rule', 'admissions/swap', {
      encounter_id: hers.encounter_id,
      with_encounter_id: his.encounter_id,
    })
  })
})
