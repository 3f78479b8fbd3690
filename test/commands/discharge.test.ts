import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bedStates, encounter, minutesAgo, openWard, staysOf, vacated, type Ward } from './ward.ts'

let ward: Ward
beforeEach(async () => void (ward = await openWard()))
afterEach(() => ward.drop())

describe('leaving', () => {
  test('the bed is vacated from that instant', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(5) })
    expect(await vacated(ward.database)).toEqual({ '4W-1': minutesAgo(5) })
    await ward.refused('already-done', 'admissions/discharge', { encounter_id })
  })

  test('nobody leaves before their last move', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' }, at: minutesAgo(20) })
    await ward.refused('out-of-order', 'admissions/discharge', { encounter_id, at: minutesAgo(30) })
  })

  test('in the minute of the last move is after it', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(60) })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'vacated' })
  })

  test('is planned, and taken back; a class changes', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    const tomorrow = minutesAgo(-24 * 60)
    await ward.do('admissions/plan-discharge', { encounter_id, expected_discharge_at: tomorrow })
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ expected_discharge_at: tomorrow })
    await ward.do('admissions/plan-discharge', { encounter_id, expected_discharge_at: null })
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ expected_discharge_at: null })
    await ward.do('admissions/reclassify', { encounter_id, class: 'day' })
    await ward.refused('already-done', 'admissions/reclassify', { encounter_id, class: 'day' })
    await ward.do('admissions/discharge', { encounter_id })
    await ward.refused('wrong-state', 'admissions/plan-discharge', {
      encounter_id,
      expected_discharge_at: tomorrow,
    })
  })
})

describe('cancelling', () => {
  test('an admission stays on record, with who and why; the bed is to be looked at', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(5))
    await ward.do('admissions/cancel-admit', { encounter_id, why: 'wrong patient' })
    expect(await encounter(ward.database, encounter_id)).toMatchObject({
      cancelled_by: 'nurse',
      cancelled_why: 'wrong patient',
    })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'vacated' })
    expect(await staysOf(ward.database, encounter_id)).toEqual([])
    await ward.refused('already-done', 'admissions/cancel-admit', { encounter_id, why: 'again' })
    for (const act of ['transfer', 'discharge', 'cancel-discharge', 'cancel-transfer'] as const) {
      const outcome = await ward.try(`admissions/${act}`, {
        encounter_id,
        ...(act === 'transfer' && { to: { unit: 'ED' } }),
        ...(act.startsWith('cancel') && { why: 'x' }),
      })
      expect(outcome).toMatchObject({ ok: false, code: 'wrong-state', details: { state: 'cancelled' } })
    }
  })

  test('an admission that had not begun by now leaves its bed ready', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(-4))
    await ward.do('admissions/cancel-admit', { encounter_id, why: 'did not come' })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'ready' })
  })

  test('an admission that has ended is not cancelled', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await ward.do('admissions/discharge', { encounter_id })
    await ward.refused('wrong-state', 'admissions/cancel-admit', { encounter_id, why: 'x' })
  })

  test('a transfer: the patient is back, and their bed needs no cleaning', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(30))
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' }, at: minutesAgo(10) })
    await ward.do('admissions/cancel-transfer', { encounter_id, why: 'wrong bed' })
    expect(await staysOf(ward.database, encounter_id)).toEqual([
      { place: '4W-1', began_at: minutesAgo(30), ended_at: null },
    ])
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'occupied', '4W-2': 'vacated' })
    await ward.refused('wrong-state', 'admissions/cancel-transfer', { encounter_id, why: 'again' })
  })

  test('a transfer is refused when somebody lies in the bed of before', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    await ward.do('cleaning/finish', { site: 'gh', bed: '4W-1' })
    const other = await ward.admit('Brown', '4W-1')
    const refusal = await ward.refused('bed-taken', 'admissions/cancel-transfer', { encounter_id, why: 'x' })
    expect(refusal.details).toMatchObject({ holder: { encounter_id: other } })
  })

  test('a discharge: the patient is in their bed as if they had never left', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(30))
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(10) })
    await ward.do('admissions/cancel-discharge', { encounter_id, why: 'taxi did not come' })
    expect(await staysOf(ward.database, encounter_id)).toEqual([
      { place: '4W-1', began_at: minutesAgo(30), ended_at: null },
    ])
    const turn = await ward.database.row('select cancelled_why from turnover')
    expect(turn).toEqual({ cancelled_why: 'discharge cancelled' })
    await ward.refused('already-done', 'admissions/cancel-discharge', { encounter_id, why: 'again' })
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(5) })
    expect(await vacated(ward.database)).toEqual({ '4W-1': minutesAgo(5) })
  })

  test('a discharge is refused when somebody lies in the bed, or the patient in another', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    const { patient_id } = await encounter(ward.database, encounter_id)
    await ward.do('admissions/discharge', { encounter_id })
    const again = await ward.do('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { bed: '4W-2' },
    })
    await ward.refused('patient-elsewhere', 'admissions/cancel-discharge', { encounter_id, why: 'x' })
    await ward.do('admissions/discharge', { encounter_id: again.encounter_id })
    await ward.do('cleaning/finish', { site: 'gh', bed: '4W-1' })
    const other = await ward.admit('Brown', '4W-1')
    const refusal = await ward.refused('bed-taken', 'admissions/cancel-discharge', { encounter_id, why: 'x' })
    expect(refusal.details).toMatchObject({ holder: { encounter_id: other, name: 'Brown' } })
  })
})
