import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encounter, openWard, type Ward } from './ward.ts'

let ward: Ward
beforeEach(async () => void (ward = await openWard()))
afterEach(() => ward.drop())

const inBed = (patient_id: number, bed: string) =>
  ({ site: 'gh', patient_id, class: 'inpatient', to: { bed } }) as const

describe('registering', () => {
  test('gives the next MRN, or keeps the one that comes', async () => {
    const first = await ward.do('patients/register', { site: 'gh', family: 'Abara' })
    const own = await ward.do('patients/register', { site: 'gh', family: 'Brown', mrn: '0000002' })
    const next = await ward.do('patients/register', { site: 'gh', family: 'Clark' })
    expect([first.mrn, own.mrn, next.mrn]).toEqual(['0000001', '0000002', '0000003'])
  })

  test('a number belongs to one patient of a site', async () => {
    const passport = { authority: 'passport', value: 'X1' }
    const holder = await ward.patient('Abara', { identifiers: [passport] })
    const refusal = await ward.refused('already-exists', 'patients/register', {
      site: 'gh',
      family: 'Brown',
      identifiers: [passport],
    })
    expect(refusal.details).toEqual({ patient_id: holder, ...passport })
    expect(await ward.database.rows('select 1 as one from patient')).toHaveLength(1)
  })

  test('needs a site that is there', async () => {
    await ward.refused('not-found', 'patients/register', { site: 'nowhere', family: 'Abara' })
  })

  test('names are only ever text', async () => {
    const names = [
      `Robert'); drop table patient; --`,
      `O'Brien "Bobby" \\ $1 $$ %s {{7*7}}`,
      '<script>alert(1)</script>',
      'ﷺ 田中 Ωmega 🏥 é\u0301 \u202Eabc',
      'null',
      'undefined',
      '-1 or 1=1',
      'x'.repeat(200),
    ]
    for (const family of names) {
      const patient_id = await ward.patient(family, { given: family })
      const found = await ward.database.row('select family, given from patient where patient_id = $1', [
        patient_id,
      ])
      expect(found).toEqual({ family, given: family })
    }
  })

  test('what is no text, no date, no known field is refused by the field it stands in', async () => {
    const register = (more: object) => ward.try('patients/register', { site: 'gh', family: 'Abara', ...more })
    expect(await register({ family: 'a\0b' })).toMatchObject({
      code: 'invalid-input',
      details: { issues: [{ field: 'family' }] },
    })
    expect(await register({ given: '\ud800' })).toMatchObject({ details: { issues: [{ field: 'given' }] } })
    expect(await register({ identifiers: [{ authority: 'a', value: '\0' }] })).toMatchObject({
      details: { issues: [{ field: 'identifiers.0.value' }] },
    })
    expect(await register({ birth_date: '2026-02-30' })).toMatchObject({ code: 'invalid-input' })
    expect(await register({ birth_date: '0000-01-01' })).toMatchObject({ code: 'invalid-input' })
    expect(await register({ family: '' })).toMatchObject({ code: 'invalid-input' })
    expect(await register({ ward: '4W' })).toMatchObject({ code: 'invalid-input' })
    expect(
      await ward.database.rows('select 1 as one from act where command like $1', ['patients/%']),
    ).toEqual([])
  })
})

test('what is left out of a correction stays as it is', async () => {
  const patient_id = await ward.patient('Abara', { given: 'Ada', birth_date: '1980-02-29', sex: 'female' })
  await ward.do('patients/update', { patient_id, given: 'Adaeze' })
  expect(await person(patient_id)).toMatchObject({
    family: 'Abara',
    given: 'Adaeze',
    birth_date: '1980-02-29',
    sex: 'female',
  })
  await ward.do('patients/update', { patient_id, birth_date: null, privacy: 'hidden' })
  expect(await person(patient_id)).toMatchObject({ birth_date: null, privacy: 'hidden' })
  await ward.refused('not-found', 'patients/update', { patient_id: 999, given: 'x' })
})

describe('two records of one person', () => {
  test('become one: the survivor has the encounters, the old number still finds them', async () => {
    const old = await ward.patient('Abara', { mrn: 'OLD', privacy: 'hidden' })
    const survivor = await ward.patient('Abara', { mrn: 'NEW' })
    const { encounter_id } = await ward.do('admissions/admit', inBed(old, '4W-1'))
    await ward.do('patients/merge', { patient_id: old, into_patient_id: survivor })
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ patient_id: survivor, mrn: 'OLD' })
    const stays = await ward.database.rows('select patient_id from stay')
    expect(stays).toEqual([{ patient_id: survivor }])
    expect(await person(survivor)).toMatchObject({ privacy: 'hidden' })
    // A command on the old record acts on the survivor.
    await ward.do('patients/update', { patient_id: old, given: 'Ada' })
    expect(await person(survivor)).toMatchObject({ given: 'Ada' })
    await ward.do('admissions/discharge', { encounter_id })
    const again = await ward.do('admissions/admit', inBed(old, '4W-2'))
    expect(await encounter(ward.database, again.encounter_id)).toMatchObject({
      patient_id: survivor,
      mrn: 'NEW',
    })
  })

  test('are not merged in a circle, nor twice, nor with themselves', async () => {
    const a = await ward.patient('A')
    const b = await ward.patient('B')
    const c = await ward.patient('C')
    await ward.do('patients/merge', { patient_id: a, into_patient_id: b })
    await ward.do('patients/merge', { patient_id: a, into_patient_id: c }) // a is b by now, and so b becomes c
    for (const [patient_id, into_patient_id] of [
      [a, b],
      [b, a],
      [c, a],
      [c, c],
    ] as const) {
      await ward.refused('already-done', 'patients/merge', { patient_id, into_patient_id })
    }
    const { encounter_id } = await ward.do('admissions/admit', inBed(a, '4W-1'))
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ patient_id: c })
  })

  test('are two people when both lie in beds at once', async () => {
    const a = await ward.patient('A')
    const b = await ward.patient('B')
    const { encounter_id } = await ward.do('admissions/admit', inBed(a, '4W-1'))
    await ward.do('admissions/admit', inBed(b, '4W-2'))
    await ward.refused('patient-elsewhere', 'patients/merge', { patient_id: a, into_patient_id: b })
    await ward.do('admissions/cancel-admit', { encounter_id, why: 'never came' })
    await ward.do('patients/merge', { patient_id: a, into_patient_id: b })
  })

  test('merged both ways at once end as one', async () => {
    const a = await ward.patient('A')
    const b = await ward.patient('B')
    const outcomes = await Promise.all([
      ward.try('patients/merge', { patient_id: a, into_patient_id: b }),
      ward.try('patients/merge', { patient_id: b, into_patient_id: a }),
    ])
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.code)).sort()).toEqual([
      'already-done',
      'done',
    ])
  })
})

function person(patientId: number): Promise<object | undefined> {
  return ward.database.row('select * from patient where patient_id = $1', [patientId])
}
