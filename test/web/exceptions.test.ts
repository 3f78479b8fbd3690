import { describe, expect, it } from 'vitest'
import type { BedRow } from '../../schema/boards/beds.ts'
import { exceptions } from '../../web/lib/exceptions.ts'

const now = Date.parse('2026-11-22T14:00:00Z')
const ago = (minutes: number) => new Date(now - minutes * 60_000).toISOString()

const sensor = {
  device: '4w-1',
  trust: 'live',
  trust_since: null,
  occupied: true,
  occupied_since: null,
  exit_alarm_since: null,
  brakes_on: true,
} as const

function bed(code: string, changes: Partial<BedRow> = {}): BedRow {
  return {
    key: code,
    site: 'gh',
    unit: '4W',
    unit_name: '4 West',
    unit_kind: 'medical',
    level: 'ward',
    specialties: [],
    room: '1',
    bed: code,
    position: 1,
    state: 'ready',
    table0116: 'U',
    since: ago(5),
    features: [],
    sex_rule: 'any',
    staffed: true,
    surge: false,
    blocked: null,
    patient: null,
    reserved: null,
    turn: null,
    sensor: null,
    tag: null,
    conflict_since: null,
    conflict_after_s: 600,
    turn_goal_min: 60,
    clean_goal_min: 30,
    ...changes,
  }
}
/** A bed at a step of its turn since then; the goal of the unit is half an hour a step. */
function turning(code: string, state: 'vacated' | 'dirty' | 'cleaning', minutes: number): BedRow {
  const turn = {
    turnover_id: 1,
    opened_by: 'discharge',
    vacated_at: null,
    asked_at: null,
    started_at: null,
    priority: 'routine',
    assigned_to: null,
    paused_since: null,
    isolation: false,
    due_at: ago(minutes - 30),
  } as const
  return bed(code, { state, since: ago(minutes), turn })
}
const patient = {
  encounter_id: 1,
  patient_id: 1,
  name: null,
  hidden: false,
  masked: false,
  mrn: null,
  sex: null,
  birth_date: null,
  class: 'inpatient',
  admitted_at: ago(5000),
  leaving: { stage: 'expected', barriers: 0 },
  away: null as NonNullable<BedRow['patient']>['away'],
} as const
const kinds = (...rows: BedRow[]) => exceptions(rows, now).map(({ kind, bed }) => `${bed} ${kind}`)

describe('beds that need somebody', () => {
  it('a calm ward has none', () => {
    expect(kinds(bed('1'), turning('2', 'dirty', 29), turning('3', 'cleaning', 10))).toEqual([])
  })

  it('a disagreement shows only once it is older than the site’s setting', () => {
    const empty = { state: 'occupied', sensor: { ...sensor, occupied: false } } as const
    expect(kinds(bed('1', { ...empty, conflict_since: ago(9) }))).toEqual([])
    expect(kinds(bed('1', { ...empty, conflict_since: ago(12) }))).toEqual(['1 sensor-empty'])
    expect(kinds(bed('1', { state: 'ready', sensor, conflict_since: ago(12) }))).toEqual([
      '1 sensor-occupied',
    ])
  })

  it('a patient’s tag elsewhere shows as a sensor that disagrees does; at a way out it says so', () => {
    const tag = {
      device: 't',
      trust: 'live',
      place: 'exit',
      since: null,
      away_since: ago(12),
      out: true,
    } as const
    expect(kinds(bed('1', { state: 'occupied', tag }))).toEqual(['1 tag-out'])
    expect(kinds(bed('1', { state: 'occupied', tag: { ...tag, out: false } }))).toEqual(['1 tag-away'])
    expect(kinds(bed('1', { state: 'occupied', tag: { ...tag, away_since: ago(9) } }))).toEqual([])
    expect(kinds(bed('1', { state: 'occupied', tag: { ...tag, away_since: null } }))).toEqual([])
  })

  const tag = {
    device: 't',
    trust: 'live',
    place: null,
    since: null,
    away_since: ago(12),
    out: false,
  } as const
  const away = { kind: 'elsewhere', place: null, since: ago(60), expected_at: null } as const
  const absent = (differs: Partial<NonNullable<typeof patient.away>>, out = false): BedRow =>
    bed('1', {
      state: 'occupied',
      patient: { ...patient, precautions: [], expected_discharge_at: null, away: { ...away, ...differs } },
      tag: { ...tag, out },
    })

  it('whom somebody said to be away may be elsewhere; at a way out only who is on leave', () => {
    expect(kinds(absent({}))).toEqual([])
    expect(kinds(absent({}, true))).toEqual(['1 tag-out'])
    expect(kinds(absent({ kind: 'leave' }, true))).toEqual([])
  })

  it('who is not back half an hour after they were expected is a question', () => {
    expect(kinds(absent({ expected_at: ago(29) }))).toEqual([])
    expect(exceptions([absent({ expected_at: ago(31) })], now)).toMatchObject([
      { kind: 'not-back', severity: 'notice' },
    ])
  })

  it('an alarm comes first, then what has waited longest', () => {
    expect(
      kinds(
        turning('1', 'dirty', 40),
        turning('2', 'vacated', 55),
        bed('3', { state: 'occupied', since: ago(500), sensor: { ...sensor, exit_alarm_since: ago(1) } }),
        turning('4', 'cleaning', 31),
      ),
    ).toEqual(['3 exit-alarm', '2 vacated-long', '1 dirty-long', '4 cleaning-long'])
  })

  it('a cleaning that is paused is past no goal', () => {
    const row = turning('1', 'cleaning', 90)
    const paused = row.turn && { ...row.turn, due_at: null, paused_since: ago(70) }
    expect(kinds({ ...row, turn: paused })).toEqual([])
  })

  it('an alarm of a sensor that went silent is not shown as if it were now', () => {
    expect(
      kinds(
        bed('1', { state: 'occupied', sensor: { ...sensor, exit_alarm_since: ago(1), trust: 'silent' } }),
      ),
    ).toEqual([])
  })

  it('an expected discharge more than an hour past is a question, not an alarm', () => {
    const expected = (code: string, minutes: number): BedRow =>
      bed(code, {
        state: 'occupied',
        patient: { ...patient, precautions: [], expected_discharge_at: ago(minutes) },
      })
    const [late, soon] = [expected('1', 61), expected('2', 59)]
    expect(exceptions([late, soon], now).map(({ bed, severity }) => [bed, severity])).toEqual([
      ['1', 'notice'],
    ])
  })
})
