import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bedStates, encounter, minutesAgo, openWard, reservations, type Ward } from './ward.ts'

let ward: Ward
beforeEach(async () => void (ward = await openWard()))
afterEach(() => ward.drop())

describe('admitting', () => {
  test('a patient in a bed, in a unit, or nowhere yet', async () => {
    await ward.admit('Abara', '4W-1')
    const patient_id = await ward.patient('Brown')
    const inED = await ward.do('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'emergency',
      to: { unit: 'ED' },
    })
    const nowhere = await ward.do('admissions/admit', { site: 'gh', patient_id, class: 'outpatient' })
    expect(inED.stay_id).not.toBeNull()
    expect(nowhere.stay_id).toBeNull()
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'occupied', '4W-2': 'ready' })
  })

  test('into a bed that is taken is refused with who has it and since when', async () => {
    const holder = await ward.admit('Abara', '4W-1', minutesAgo(30))
    const patient_id = await ward.patient('Brown')
    const refusal = await ward.refused('bed-taken', 'admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { bed: '4W-1' },
    })
    expect(refusal.details).toMatchObject({
      bed: '4W-1',
      holder: { encounter_id: holder, name: 'Abara', mrn: '0000001' },
      since: minutesAgo(30),
    })
    expect(refusal.message).toMatch(/^Bed 4W-1 is taken: Abara \(0000001\) lies there since \d/)
  })

  test('no override puts two into one bed', async () => {
    await ward.admit('Abara', '4W-1')
    const patient_id = await ward.patient('Brown')
    const all = ['bed-not-ready', 'bed-blocked', 'bed-closed', 'bed-reserved', 'sex-rule'] as const
    await ward.refused('bed-taken', 'admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { bed: '4W-1' },
      override: [...all],
    })
  })

  test('who lies in a bed already is not put into another', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    const { patient_id } = await encounter(ward.database, encounter_id)
    const refusal = await ward.refused('patient-elsewhere', 'admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { bed: '4W-2' },
    })
    expect(refusal.details).toMatchObject({ bed: '4W-1', encounter_id })
  })

  test('a visit comes once; a cancelled one may come again', async () => {
    const patient_id = await ward.patient('Abara')
    const visit = { site: 'gh', patient_id, class: 'outpatient', visit: 'V1' } as const
    const { encounter_id } = await ward.do('admissions/admit', visit)
    const refusal = await ward.refused('already-exists', 'admissions/admit', visit)
    expect(refusal.details).toMatchObject({ encounter_id, visit: 'V1' })
    await ward.do('admissions/cancel-admit', { encounter_id, why: 'wrong patient' })
    await ward.do('admissions/admit', visit)
  })

  test('needs a site, a patient, a unit and a bed that are there', async () => {
    const patient_id = await ward.patient('Abara')
    const admission = { site: 'gh', patient_id, class: 'inpatient' } as const
    await ward.refused('not-found', 'admissions/admit', { ...admission, site: 'nowhere' })
    await ward.refused('not-found', 'admissions/admit', { ...admission, patient_id: 999 })
    await ward.refused('not-found', 'admissions/admit', { ...admission, to: { unit: 'X' } })
    await ward.refused('not-found', 'admissions/admit', { ...admission, to: { bed: 'X' } })
    await ward.refused('invalid-input', 'admissions/admit', {
      ...admission,
      to: { unit: 'ICU', bed: '4W-1' },
    })
  })

  test('in the future is refused, a sender whose clock runs a little ahead is not', async () => {
    const patient_id = await ward.patient('Abara')
    const admission = { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-1' } } as const
    const refusal = await ward.refused('invalid-input', 'admissions/admit', {
      ...admission,
      at: minutesAgo(-10),
    })
    expect(refusal.message).toMatch(/^at: /)
    const { encounter_id } = await ward.do('admissions/admit', { ...admission, at: minutesAgo(-3) })
    await ward.do('admissions/discharge', { encounter_id })
    await ward.admit('Brown', '4W-2')
    const again = await ward.patient('Clark')
    await ward.do('admissions/admit', {
      ...admission,
      patient_id: again,
      override: ['bed-not-ready'],
    })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'occupied' })
  })
})

describe('the rules of a bed', () => {
  test('a bed that was left is not ready; knowingly taken, its turn ends', async () => {
    const first = await ward.admit('Abara', '4W-1')
    await ward.do('admissions/discharge', { encounter_id: first })
    const patient_id = await ward.patient('Brown')
    const admission = { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-1' } } as const
    const refusal = await ward.refused('bed-not-ready', 'admissions/admit', admission)
    expect(refusal.details).toMatchObject({ bed: '4W-1', state: 'vacated' })
    await ward.do('admissions/admit', { ...admission, override: ['bed-not-ready'] })
    const turn = await ward.database.row('select cancelled_why from turnover')
    expect(turn).toEqual({ cancelled_why: 'occupied before it was clean' })
  })

  test('a blocked bed, a closed bed, a bed for the other sex', async () => {
    await ward.do('beds/block', { site: 'gh', bed: '4W-1', reason: 'repair' })
    await ward.do('beds/staff', { site: 'gh', bed: '4W-2', staffed: false })
    const he = await ward.patient('Brown', { sex: 'male' })
    const admission = { site: 'gh', patient_id: he, class: 'inpatient' } as const
    const blocked = await ward.refused('bed-blocked', 'admissions/admit', {
      ...admission,
      to: { bed: '4W-1' },
    })
    expect(blocked.details).toMatchObject({ reason: 'repair' })
    await ward.refused('bed-closed', 'admissions/admit', { ...admission, to: { bed: '4W-2' } })
    await ward.refused('sex-rule', 'admissions/admit', { ...admission, to: { bed: '4W-4' } })
    for (const sex of ['female', 'other', 'unknown'] as const) {
      const patient_id = await ward.patient('Other', { sex })
      const may = await ward.do('admissions/admit', { ...admission, patient_id, to: { bed: '4W-4' } })
      await ward.do('admissions/discharge', { encounter_id: may.encounter_id })
      await ward.do('cleaning/finish', { site: 'gh', bed: '4W-4' })
    }
    await ward.do('admissions/admit', { ...admission, to: { bed: '4W-1' }, override: ['bed-blocked'] })
  })

  test('each rule in the way wants its own override', async () => {
    await ward.do('beds/block', { site: 'gh', bed: '4W-4', reason: 'other' })
    await ward.do('beds/staff', { site: 'gh', bed: '4W-4', staffed: false })
    const patient_id = await ward.patient('Brown', { sex: 'male' })
    const to = { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-4' } } as const
    await ward.refused('bed-closed', 'admissions/admit', { ...to, override: ['bed-blocked'] })
    await ward.refused('sex-rule', 'admissions/admit', { ...to, override: ['bed-blocked', 'bed-closed'] })
    await ward.do('admissions/admit', { ...to, override: ['bed-blocked', 'bed-closed', 'sex-rule'] })
  })

  test('a bed kept for one is not given to another, unless knowingly', async () => {
    const awaited = await ward.admit('Abara', undefined)
    await ward.do('beds/reserve', { site: 'gh', bed: '4W-1', encounter_id: awaited })
    const encounter_id = await ward.admit('Brown', '4W-2')
    const refusal = await ward.refused('bed-reserved', 'admissions/transfer', {
      encounter_id,
      to: { bed: '4W-1' },
    })
    expect(refusal.details).toMatchObject({ for: { encounter_id: awaited, name: 'Abara' } })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-1' }, override: ['bed-reserved'] })
    expect(await reservations(ward.database)).toEqual(['given to another patient'])
  })

  test('a reservation ends when its patient arrives, and when they leave without', async () => {
    const encounter_id = await ward.admit('Abara', undefined)
    await ward.do('beds/reserve', { site: 'gh', bed: '4W-1', encounter_id })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-1' } })
    await ward.do('beds/reserve', { site: 'gh', bed: '4W-2', encounter_id })
    await ward.do('admissions/discharge', { encounter_id })
    expect(await reservations(ward.database)).toEqual(['arrived', 'discharged'])
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'vacated', '4W-2': 'ready' })
  })
})
