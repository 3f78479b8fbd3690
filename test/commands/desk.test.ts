/** The registration desk: who is found, who may be known already, what is noted of them, and a merge that is taken back. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { queries, type QueryName, type QueryResult } from '../../schema/queries.ts'
import { answers } from '../../server/queries/index.ts'
import { anybody, viewerAt } from '../support/keys.ts'
import { encounter, minutesAgo, openWard, staysOf, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

/** Asks as the HTTP door does: input checked by the contract, and the answer held against it. */
async function ask<Q extends QueryName>(name: Q, input: object): Promise<QueryResult<Q>> {
  const answer = await answers[name](ward.database, queries[name].input.parse(input) as never, anybody)
  if (!answer) throw new Error(`no answer to ${name}`)
  return queries[name].result.parse(answer) as QueryResult<Q>
}
const found = async (find: string) =>
  (await ask('patients', { site: 'gh', find })).patients.map(({ family }) => family)
const card = (patient_id: number) => ask('patient', { site: 'gh', patient_id })

describe('a patient is found', () => {
  beforeAll(async () => {
    await ward.patient('Finder', { given: 'Fay', birth_date: '1971-05-03', phone: '+44 (0)7700 900-456' })
    await ward.patient('Other', { birth_date: '1971-03-05', phone: '020 7946 0000' })
  })

  test.each([
    ['1971-05-03', ['Finder']],
    ['3.5.1971', ['Finder', 'Other']], // whichever of the two is the month
    ['07700 900456', ['Finder']],
    ['900456', ['Finder']],
    ['00456', []], // too few digits to tell people apart
    ['31.2.1971', []],
  ])('by %s', async (find, families) => expect(await found(find)).toEqual(families))

  test('by the number that holds, and no longer by the one before', async () => {
    const patient_id = await ward.patient('Mover', { phone: '0161 496 0111' })
    await ward.do('patients/update', { patient_id, phone: '0161 496 0222' })
    expect([await found('0161 496 0111'), await found('0161 496 0222')]).toEqual([[], ['Mover']])
    await ward.do('patients/update', { patient_id, phone: null })
    expect((await card(patient_id)).phone).toBeNull()
    expect(
      await ward.database.rows('select 1 as one from patient_phone where patient_id = $1', [patient_id]),
    ).toHaveLength(2)
  })
})

describe('before somebody is registered', () => {
  test('those they may be are offered, each with why, and a merged record as who lives on', async () => {
    const known = await ward.patient('Lindqvist', { given: 'Åsa', birth_date: '1964-08-17', sex: 'female' })
    const old = await ward.patient('Lindquist', { given: 'Asa', birth_date: '1964-08-17', mrn: 'LQ-1' })
    await ward.patient('Lindqvist', { given: 'Nils', birth_date: '1930-01-01', sex: 'male' })
    const asked = { site: 'gh', family: 'Lindkvist', given: 'Asa', birth_date: '1964-08-17' }
    const offered = async () =>
      (await ask('duplicates', asked)).duplicates.map(({ patient_id, why }) => [patient_id, why])
    expect(await offered()).toEqual([
      [known, ['same-birth-date', 'near-name']],
      [old, ['same-birth-date', 'near-name']],
    ])
    await ward.do('patients/merge', { patient_id: old, into_patient_id: known })
    expect((await offered()).map(([id]) => id)).toEqual([known])
    const byNumber = await ask('duplicates', { site: 'gh', number: 'LQ-1' })
    expect(byNumber.duplicates).toMatchObject([{ patient_id: known, why: ['same-number'] }])
  })

  test.each([
    ['أحمد', 'سارة', 'احمد', 'ساره'],
    ['Østergaard', 'Pia', 'Ostergaard', 'Pia'],
    ['Ægir', 'Jón', 'Aegir', 'Jon'],
    ["O'Dwyer", 'Finn', 'ODwyer', 'Finn'],
  ])('%s %s is offered for %s %s, without a birth date', async (family, given, typed, typedGiven) => {
    const patient_id = await ward.patient(family, { given })
    const asked = { site: 'gh', family: typed, given: typedGiven }
    expect((await ask('duplicates', asked)).duplicates).toMatchObject([{ patient_id, why: ['same-name'] }])
  })

  test('of many born about that day, those born on it are looked at first', async () => {
    await ward.database.rows(
      `insert into patient (family, given, birth_date, sex)
       select 'Z' || nth, 'Z', ('1948-10-1' || nth % 9)::date, 'unknown' from generate_series(0, 899) nth where nth % 9 <> 2`,
    )
    const patient_id = await ward.patient('Ibsen', { given: 'Tor', birth_date: '1948-10-12' })
    const asked = { site: 'gh', family: 'Wibsen', given: 'Tor', birth_date: '1948-10-12' }
    expect((await ask('duplicates', asked)).duplicates).toMatchObject([{ patient_id }])
  })

  test('nobody is offered for nothing, nor somebody of another site only', async () => {
    await ward.do('hospital/lay-out', {
      site: 'nw',
      name: 'North',
      time_zone: 'UTC',
      currency: 'EUR',
      units: [],
    })
    await ward.patient('Farther', { site: 'nw', given: 'Fred', birth_date: '1950-05-05' })
    expect((await ask('duplicates', { site: 'gh' })).duplicates).toEqual([])
    const asked = { site: 'gh', family: 'Farther', given: 'Fred', birth_date: '1950-05-05' }
    expect((await ask('duplicates', asked)).duplicates).toEqual([])
  })
})

describe('a merge that is taken back', () => {
  test('gives each record its own visits again, also the bed somebody lies in, and what came since stays', async () => {
    const old = await ward.patient('Twin', { given: 'Ann', privacy: 'hidden' })
    const survivor = await ward.patient('Twin', { given: 'Anne' })
    const before = await ward.do('admissions/admit', {
      site: 'gh',
      patient_id: old,
      class: 'inpatient',
      to: { bed: '4W-1' },
      at: minutesAgo(30),
    })
    await ward.do('patients/merge', { patient_id: old, into_patient_id: survivor })
    expect(await card(old)).toMatchObject({
      patient_id: survivor,
      privacy: 'hidden',
      merged: [{ patient_id: old, encounters: 1 }],
    })
    const since = await ward.do('admissions/admit', { site: 'gh', patient_id: old, class: 'outpatient' })
    const parted = await ward.do('patients/unmerge', { patient_id: old, why: 'two sisters' })
    expect(parted).toEqual({ patient_id: old, from_patient_id: survivor, encounters: 1 })
    expect(await encounter(ward.database, before.encounter_id)).toMatchObject({ patient_id: old })
    expect(await encounter(ward.database, since.encounter_id)).toMatchObject({ patient_id: survivor })
    expect(await staysOf(ward.database, before.encounter_id)).toHaveLength(1)
    expect(
      await ward.database.rows('select patient_id from stay where encounter_id = $1', [before.encounter_id]),
    ).toEqual([{ patient_id: old }])
    expect(await card(old)).toMatchObject({ privacy: 'hidden', merged: [], visits: [{ bed: '4W-1' }] })
    expect(await card(survivor)).toMatchObject({ privacy: 'normal', merged: [] })
    await ward.refused('already-done', 'patients/unmerge', { patient_id: old, why: 'again' })
    // They may be merged once more, and that one taken back as well.
    await ward.do('patients/merge', { patient_id: old, into_patient_id: survivor })
    expect(await ward.do('patients/unmerge', { patient_id: old, why: 'no' })).toMatchObject({ encounters: 1 })
    await ward.do('admissions/discharge', { encounter_id: before.encounter_id })
  })

  test('of a chain takes out the one link, whoever lives on at its end', async () => {
    const [a, b, c] = [await ward.patient('A'), await ward.patient('B'), await ward.patient('C')]
    const { encounter_id } = await ward.do('admissions/admit', { site: 'gh', patient_id: a, class: 'day' })
    await ward.do('patients/merge', { patient_id: a, into_patient_id: b })
    await ward.do('patients/merge', { patient_id: b, into_patient_id: c })
    expect(await ward.do('patients/unmerge', { patient_id: a, why: 'another' })).toMatchObject({
      from_patient_id: c,
      encounters: 1,
    })
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ patient_id: a })
    expect(await ward.do('patients/unmerge', { patient_id: b, why: 'another' })).toMatchObject({
      encounters: 0,
    })
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ patient_id: a })
  })

  test('has no say in the visits that went back before, wherever their record leads to since', async () => {
    const [a, b, c] = [await ward.patient('A'), await ward.patient('B'), await ward.patient('C')]
    const { encounter_id } = await ward.do('admissions/admit', { site: 'gh', patient_id: a, class: 'day' })
    await ward.do('patients/merge', { patient_id: a, into_patient_id: b })
    await ward.do('patients/merge', { patient_id: b, into_patient_id: c })
    await ward.do('patients/unmerge', { patient_id: a, why: 'another' })
    await ward.do('patients/merge', { patient_id: a, into_patient_id: c })
    expect(await ward.do('patients/unmerge', { patient_id: b, why: 'another' })).toMatchObject({
      encounters: 0,
    })
    expect(await encounter(ward.database, encounter_id)).toMatchObject({ patient_id: c })
    expect(await ward.do('patients/unmerge', { patient_id: a, why: 'another' })).toMatchObject({
      encounters: 1,
    })
  })

  test('of a chain from its end gives each record what it brought, one after the other', async () => {
    const [a, b, c] = [await ward.patient('A'), await ward.patient('B'), await ward.patient('C')]
    const { encounter_id } = await ward.do('admissions/admit', { site: 'gh', patient_id: a, class: 'day' })
    await ward.do('patients/merge', { patient_id: a, into_patient_id: b })
    await ward.do('patients/merge', { patient_id: b, into_patient_id: c })
    for (const patient_id of [b, a]) {
      await ward.do('patients/unmerge', { patient_id, why: 'another' })
      expect(await encounter(ward.database, encounter_id)).toMatchObject({ patient_id })
    }
  })

  test('asked for twice at once is done once', async () => {
    const [a, b] = [await ward.patient('A'), await ward.patient('B')]
    await ward.do('patients/merge', { patient_id: a, into_patient_id: b })
    const outcomes = await Promise.all(
      ['one', 'other'].map((why) => ward.try('patients/unmerge', { patient_id: a, why })),
    )
    expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.code)).sort()).toEqual([
      'already-done',
      'done',
    ])
  })
})

test('who pays is noted, corrected and ended, and found under a record that was merged', async () => {
  const [old, patient_id] = [await ward.patient('Payer'), await ward.patient('Payer')]
  const policy = { site: 'gh', patient_id: old, payer: 'Crown Mutual', policy: 'CM-77' }
  const { insurance_id } = await ward.do('patients/note-insurance', policy)
  await ward.do('patients/note-insurance', { ...policy, valid_until: '2027-12-31' })
  await ward.do('patients/merge', { patient_id: old, into_patient_id: patient_id })
  expect((await card(patient_id)).insurance).toMatchObject([{ insurance_id, valid_until: '2027-12-31' }])
  const another = await viewerAt(ward.url, [{ role: 'registrar', site: 'nw', unit: null }])
  await ward.database.rows(
    `insert into patient_identifier (patient_id, site, authority, value) values ($1, 'nw', 'nw', 'P-1')`,
    [patient_id],
  )
  const ended = { patient_id, insurance_id }
  const tried = await ward.try('patients/end-insurance', ended, {
    door: 'http',
    who: 'Nora',
    viewer: another,
  })
  expect(tried).toMatchObject({ ok: false, code: 'already-done' })
  await ward.do('patients/end-insurance', { patient_id, insurance_id })
  expect((await card(patient_id)).insurance).toEqual([])
  await ward.refused('already-done', 'patients/end-insurance', { patient_id, insurance_id })
})

test('of each kind of consent the latest that was said holds, in whatever order it is noted', async () => {
  const patient_id = await ward.patient('Agreer')
  const consent = { site: 'gh', patient_id, kind: 'research' } as const
  await ward.do('patients/note-consent', { ...consent, given: false, at: minutesAgo(5) })
  await ward.do('patients/note-consent', {
    ...consent,
    given: true,
    at: minutesAgo(50),
    said_by: 'guardian',
    said_name: 'B. Ode',
  })
  expect((await card(patient_id)).consents).toMatchObject([
    { kind: 'research', given: false, said_by: 'patient' },
  ])
  expect(
    await ward.database.rows('select 1 as one from consent where patient_id = $1', [patient_id]),
  ).toHaveLength(2)
})

test('who is expected today or tomorrow stands on the list until they come', async () => {
  const names = async () => (await ask('expected', { site: 'gh' })).expected.map(({ name }) => name)
  const awaited = async (family: string, minutes: number | null) =>
    ward.do('visits/pre-admit', {
      site: 'gh',
      patient_id: await ward.patient(family),
      class: 'day',
      expected_arrival_at: minutes === null ? null : minutesAgo(-minutes),
    })
  const { encounter_id } = await awaited('Overdue', -90)
  await awaited('Whenever', null)
  await awaited('Next week', 7 * 24 * 60)
  expect(await names()).toEqual(['Overdue', 'Whenever'])
  await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ED' } })
  expect(await names()).toEqual(['Whenever'])
  // Where consoles mask names, this list does too.
  await ward.database.rows(`update patient set privacy = 'hidden' where family = 'Whenever'`)
  await ward.database.rows(`update site set names_masked = 'hidden' where site = 'gh'`)
  expect((await ask('expected', { site: 'gh' })).expected).toMatchObject([{ name: null, masked: true }])
})
