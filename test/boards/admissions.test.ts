/** What the numbers of the board `admissions` mean: the vectors of docs/flow.md. */
import { describe, expect, test } from 'vitest'
import type { AdmissionRow } from '../../schema/boards/admissions.ts'
import { admissions } from '../../server/boards/admissions.ts'
import { totalsOf } from '../../server/boards/board.ts'
import { inPublic } from '../../server/boards/in-public.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string, day = '22'): string => `2026-11-${day}T${clock}:00.000Z`

function row(hospital: Hospital, key: string | number = 1): AdmissionRow {
  const found = admissions.row(String(key), hospital.mirror.view)
  if (!found) throw new Error(`no row ${key}`)
  return found
}
const all = (hospital: Hospital): AdmissionRow[] =>
  [...admissions.keys(hospital.mirror.view)].flatMap((key) => admissions.row(key, hospital.mirror.view) ?? [])
/** The hours in which something is, by the clock of London in winter. */
const hours = (of: Pick<AdmissionRow, 'hours'>, name: keyof AdmissionRow['hours'][number]) =>
  of.hours.flatMap((hour) => (hour[name] === 0 ? [] : [[hour.hour.slice(11, 13), hour[name]]]))

/** 4W and ICU; noon in London on 22 November. */
const house = (): Hospital =>
  new Hospital()
    .put('unit', { unit_id: 2, code: 'ICU', kind: 'icu' })
    .put('bed', { bed_id: 2, unit_id: 2, code: 'ICU-1' })

describe('who came, went and moved today', () => {
  test('an admission counts where and when it was, and adds to those who are here', () => {
    const found = row(house().admit())
    expect(found).toMatchObject({ admissions: 1, discharges: 0, midnight: 0, here: 1, tonight: 1 })
    expect(hours(found, 'admissions')).toEqual([['08', 1]])
  })

  test('a transfer is out of one unit and into the other, and neither admission nor discharge', () => {
    const hospital = house()
      .put('encounter', { started_at: at('08:00', '20') })
      .put('stay', { began_at: at('08:00', '20'), ended_at: at('10:30') })
      .put('stay', { stay_id: 2, unit_id: 2, bed_id: 2, began_at: at('10:30') })
    expect(row(hospital, 1)).toMatchObject({ transfers_out: 1, discharges: 0, midnight: 1, here: 0 })
    expect(row(hospital, 2)).toMatchObject({ transfers_in: 1, admissions: 0, midnight: 0, here: 1 })
    expect(totalsOf(admissions, all(hospital))).toMatchObject({
      admissions: 0,
      transfers_in: 1,
      transfers_out: 1,
      midnight: 1,
      here: 1,
    })
  })

  test('from bed to bed within the unit nobody came or went', () => {
    const hospital = house()
      .put('encounter')
      .put('stay', { began_at: at('08:00', '20'), ended_at: at('10:30') })
      .put('stay', { stay_id: 2, bed_id: null, began_at: at('10:30') })
    expect(row(hospital)).toMatchObject({ transfers_in: 0, transfers_out: 0, midnight: 1, here: 1 })
  })

  test('in the emergency department the decision to admit is the admission, there and then', () => {
    const hospital = house()
      .put('unit', { unit_id: 3, code: 'ED', kind: 'emergency' })
      .put('encounter', { class: 'emergency' })
      .put('stay', { unit_id: 3, bed_id: null, began_at: at('22:00', '21') })
    expect(row(hospital, 3)).toMatchObject({ admissions: 0, here: 0, midnight: 0 })
    hospital.put('encounter', { class: 'inpatient', classified_at: at('03:20') })
    expect(row(hospital, 3)).toMatchObject({ admissions: 1, here: 1, midnight: 0 }) // at midnight no inpatient yet
    expect(hours(row(hospital, 3), 'admissions')).toEqual([['03', 1]])
    hospital
      .put('stay', { unit_id: 3, bed_id: null, began_at: at('22:00', '21'), ended_at: at('09:00') })
      .put('stay', { stay_id: 2, began_at: at('09:00') })
    expect(row(hospital, 3)).toMatchObject({ admissions: 1, transfers_out: 1, discharges: 0, here: 0 })
    expect(row(hospital, 1)).toMatchObject({ admissions: 0, transfers_in: 1, here: 1 })
  })

  test('outpatients, day patients and what was cancelled are not inpatients', () => {
    for (const differs of [
      { class: 'day' },
      { class: 'outpatient' },
      { class: 'emergency' },
      { cancelled_at: at('09:00') },
    ] as const)
      expect(row(house().admit().put('encounter', differs))).toMatchObject({ admissions: 0, here: 0 })
  })
})

describe('the midnight census', () => {
  test('is of who was here at 23:59:59: who left at midnight sharp was, who came then was not', () => {
    const hospital = house()
      .put('encounter')
      .put('stay', { began_at: at('08:00', '20'), ended_at: at('00:00') })
      .put('encounter', { encounter_id: 883 })
      .put('stay', { stay_id: 2, encounter_id: 883, bed_id: null, began_at: at('00:00') })
    expect(row(hospital)).toMatchObject({
      midnight: 1,
      midnight_before: 1,
      discharges: 1,
      admissions: 1,
      here: 1,
    })
  })

  test.each([
    [false, 1],
    [true, 2],
  ])(
    'who came and went within a day is in none, and a patient day if the site says so: %s',
    (counts, days) => {
      const hospital = house()
        .put('site', { same_day_counts: counts })
        .put('encounter', { ended_at: at('11:00') })
        .put('stay', { ended_at: at('11:00') }) // today
        .put('encounter', { encounter_id: 883, ended_at: at('17:00', '21') })
        .put('stay', {
          stay_id: 2,
          encounter_id: 883,
          began_at: at('09:00', '21'),
          ended_at: at('17:00', '21'), // yesterday
        })
        .put('encounter', { encounter_id: 884 })
        .put('stay', { stay_id: 3, encounter_id: 884, bed_id: null, began_at: at('09:00', '21') }) // still here
      expect(row(hospital)).toMatchObject({
        same_day: 1,
        midnight: 1,
        midnight_before: 0,
        patient_days: days,
        here: 1,
      })
    },
  )

  test.each([
    ['23 hours', '2026-03-29T12:00:00.000Z', 23, '2026-03-29T00:00:00.000Z', '2026-03-28T00:00:00.000Z'],
    ['25 hours', '2026-10-25T12:00:00.000Z', 25, '2026-10-24T23:00:00.000Z', '2026-10-23T23:00:00.000Z'],
    ['after 25', '2026-10-26T12:00:00.000Z', 24, '2026-10-26T00:00:00.000Z', '2026-10-24T23:00:00.000Z'],
  ])('begins and ends with the day of the site’s clocks: %s', (_of, now, many, midnight, before) => {
    const came = (began_at: string): AdmissionRow =>
      row(new Hospital().at(now).put('encounter').put('stay', { began_at }))
    const justBefore = (instant: string): string => new Date(Date.parse(instant) - 1).toISOString()
    expect(came(midnight).hours).toHaveLength(many)
    expect(came(midnight)).toMatchObject({ admissions: 1, midnight: 0 })
    expect(came(justBefore(midnight))).toMatchObject({ admissions: 0, midnight: 1, midnight_before: 0 })
    expect(came(justBefore(before))).toMatchObject({ midnight: 1, midnight_before: 1 })
  })

  test('an hour that comes twice is two hours', () => {
    const hospital = new Hospital().at('2026-10-25T12:00:00.000Z')
    for (const [nth, hour] of ['00:30', '01:30'].entries())
      hospital.put('encounter', { encounter_id: nth }).put('stay', {
        stay_id: nth,
        encounter_id: nth,
        bed_id: null,
        began_at: `2026-10-25T${hour}:00.000Z`,
      })
    expect(hours(row(hospital), 'admissions')).toEqual([
      ['00', 1],
      ['01', 1],
    ])
  })
})

describe('who is to come and to go today', () => {
  test('whoever is expected to leave is due in that hour, and once it is past in the hour that runs', () => {
    const hospital = house()
      .admit()
      .put('encounter', { expected_discharge_at: at('15:10') })
    expect(hours(row(hospital), 'pending_discharges')).toEqual([['15', 1]])
    expect(row(hospital)).toMatchObject({ here: 1, tonight: 0 })
    expect(hours(row(hospital.at(at('18:40'))), 'pending_discharges')).toEqual([['18', 1]])
    expect(hours(row(hospital), 'planned_discharges')).toEqual([['15', 1]])
  })

  test('a bed kept or asked for elsewhere is a move out and in; for one who is no inpatient it is an admission', () => {
    const hospital = house().admit().put('reservation', { bed_id: 2 })
    expect(row(hospital, 1)).toMatchObject({ pending_transfers_out: 1, pending_discharges: 0, tonight: 0 })
    expect(row(hospital, 2)).toMatchObject({ pending_transfers_in: 1, pending_admissions: 0, tonight: 1 })
    hospital.put('encounter', { class: 'emergency' })
    expect(row(hospital, 2)).toMatchObject({ pending_transfers_in: 0, pending_admissions: 1 })
  })

  test('whose unit nobody knows is in a row of the site, and on no screen of a unit', () => {
    const hospital = house()
      .put('encounter', { awaited: true, expected_arrival_at: at('16:00') })
      .put('patient')
    const unknown = row(hospital, 'to gh')
    expect(unknown).toMatchObject({ unit: null, pending_admissions: 1, planned_admissions: 1, here: 0 })
    expect(admissions.at(unknown)).toEqual([{ site: 'gh', unit: null }])
    hospital.put('bed_request', { unit_id: 2, unit_kind: null, ready_at: null })
    expect(admissions.row('to gh', hospital.mirror.view)).toBeUndefined()
    expect(hours(row(hospital, 2), 'pending_admissions')).toEqual([['16', 1]])
  })

  test('who is awaited tomorrow is not of today, and of whom nobody said when is counted apart', () => {
    const awaited = (expected_arrival_at: string | null): Hospital =>
      house().put('patient').put('encounter', { awaited: true, expected_arrival_at })
    const tomorrow = awaited(at('08:00', '23'))
    expect(row(tomorrow, 'to gh')).toMatchObject({ undated: 0, pending_admissions: 0, planned_admissions: 0 })
    expect(row(tomorrow.at(at('00:00', '23')), 'to gh')).toMatchObject({ pending_admissions: 1 })
    expect(row(awaited(null), 'to gh')).toMatchObject({ undated: 1, pending_admissions: 0, tonight: 0 })
  })
})

describe('the plan against what came of it', () => {
  test('who came as announced, and who came unannounced', () => {
    const hospital = house()
      .put('encounter', { expected_arrival_at: at('07:30') })
      .put('stay')
      .put('encounter', { encounter_id: 883 })
      .put('stay', { stay_id: 2, encounter_id: 883, bed_id: null })
    expect(row(hospital)).toMatchObject({ admissions: 2, admissions_planned: 1, planned_admissions: 1 })
    expect(hours(row(hospital), 'planned_admissions')).toEqual([['07', 1]])
  })

  test('who left as expected, who is late since yesterday, and who was put off today', () => {
    const stayed = { started_at: at('08:00', '19') }
    const hospital = house()
      .put('encounter', { ...stayed, expected_discharge_at: at('10:00'), ended_at: at('11:20') })
      .put('stay', { began_at: at('08:00', '19'), ended_at: at('11:20') })
      .put('encounter', { ...stayed, encounter_id: 883, expected_discharge_at: at('15:00', '21') })
      .put('stay', { stay_id: 2, encounter_id: 883, bed_id: null, began_at: at('08:00', '19') })
      .put('encounter', {
        ...stayed,
        encounter_id: 884,
        first_expected_discharge_at: at('16:00'),
        expected_discharge_at: at('16:00', '24'),
        expected_said_at: at('09:10'),
      })
      .put('stay', { stay_id: 3, encounter_id: 884, bed_id: null, began_at: at('08:00', '19') })
    expect(row(hospital)).toMatchObject({
      planned_discharges: 2,
      discharges: 1,
      discharges_planned: 1,
      put_off: 1,
      pending_discharges: 1,
    })
    expect(hours(row(hospital), 'planned_discharges')).toEqual([
      ['00', 1],
      ['10', 1],
    ])
  })
})

test('those here are those of midnight, with who came and less who went', () => {
  const { here, midnight, admissions: came, discharges, transfers_in, transfers_out } = row(house().admit())
  expect(here).toBe(midnight + came + transfers_in - discharges - transfers_out)
})

test('holds nothing of a person, and in public no count finer than five', () => {
  const masked = admissions.masked(row(house().admit()), 'public')
  expect(inPublic(masked ?? {})).toMatchObject({ here: 0, admissions: 0 })
  for (const secret of ['Okafor', 'MRN', '771', '882']) expect(JSON.stringify(masked)).not.toContain(secret)
})
