/** The rest of ADT: who is awaited, pending, away, swapped, linked, renumbered; and each of these taken back. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { adtEvents, noted } from '../../server/intake/hl7/events.ts'
import { adt, codeOf, type Peer, type Told } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
let peer: Peer

beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
})
afterAll(() => ward.drop())
afterEach(() => ward.clear())

const tell = async (event: string, told: Told = {}): Promise<string | undefined> =>
  codeOf(await peer.ask(adt(event, told)))
const last = async () => (await ward.inbound()).at(-1)
const hour = (h: number): string => `202605010${h}0000`
const row = (sql: string) => ward.database.row<Record<string, unknown>>(sql)
const lemon: Told = { mrn: '200', visit: 'V2', name: 'LEMON^SUE' }
/** PV1 with fields beyond PV1-19, and whatever follows. */
const pv1 = (fields: Record<number, string>): string => {
  const list = Array.from({ length: 52 }, (_, i) => fields[i] ?? '')
  list[0] = 'PV1'
  return list.join('|')
}
const withPv1 = (
  event: string,
  fields: Record<number, string>,
  more: string[] = [],
  told: Told = {},
): string => {
  const lines = adt(event, told).split('\r')
  lines[3] = pv1({ 2: 'I', 19: 'V1', ...fields })
  return [...lines, ...more].join('\r')
}
const asked = async (message: string): Promise<string | undefined> => codeOf(await peer.ask(message))

describe('a patient who is awaited', () => {
  it('A05 is on record and nowhere, and comes by the A01 of the visit, from when they are here', async () => {
    const pv2 = `PV2||||||||20260502100000`
    expect(await tell('A05', { when: hour(1), class: 'P', more: pv2 })).toBe('AA')
    expect(await row('select awaited, expected_arrival_at from encounter')).toEqual({
      awaited: true,
      expected_arrival_at: '2026-05-02T09:00:00.000Z',
    })
    expect(await ward.beds()).toEqual({})
    expect(await tell('A01', { at: '4W^A^1', when: hour(3) })).toBe('AA')
    expect(await ward.stays('V1')).toEqual(['4W-1 2026-05-01T02:00:00.000Z now'])
    expect(await row('select awaited, started_at from encounter')).toEqual({
      awaited: false,
      started_at: '2026-05-01T02:00:00.000Z',
    })
  })

  it('A05 after the A01 is stored with its reason', async () => {
    await tell('A01', { at: '4W^A^1' })
    expect(await tell('A05', { class: 'P' })).toBe('AA')
    expect(await last()).toMatchObject({ outcome: 'stored', reason: 'A05: the patient has come already' })
  })

  it('A05 without a visit number gets the number of the A01', async () => {
    await tell('A05', { visit: '' })
    await tell('A01', { at: '4W^A^1' })
    expect(await ward.database.rows('select visit, awaited from encounter')).toEqual([
      { visit: 'V1', awaited: false },
    ])
  })

  it.each(['A38', 'A27'])(
    '%s cancels them, once they were told of and not before they came',
    async (event) => {
      expect(await tell(event)).toBe('AE')
      await tell('A05')
      expect(await tell(event)).toBe('AA')
      expect(await tell(event)).toBe('AA')
      expect(await row('select cancelled_by, cancelled_why from encounter')).toEqual({
        cancelled_by: 'HIS^GH',
        cancelled_why: `ADT^${event} from HIS^GH`,
      })
      await tell('A01', { at: '4W^A^1' })
      expect(await tell(event)).toBe('AE')
      expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    },
  )
})

describe('what is to happen', () => {
  const requests = () =>
    ward.database.rows(
      'select u.code as unit, from_kind, ended_how from bed_request r left join unit u using (unit_id)',
    )

  it('A14 awaits the patient and asks for a bed in PV1-3; A27 takes both back', async () => {
    expect(await tell('A14', { at: '4W', class: 'P' })).toBe('AA')
    expect(await requests()).toEqual([{ unit: '4W', from_kind: 'home', ended_how: null }])
    expect(await tell('A27')).toBe('AA')
    expect(await requests()).toEqual([{ unit: '4W', from_kind: 'home', ended_how: 'cancelled' }])
  })

  it('A15 asks for a bed in PV1-42, told twice once; A26 gives it up', async () => {
    await tell('A04', { at: 'ED', class: 'E' })
    for (let i = 0; i < 2; i += 1) expect(await asked(withPv1('A15', { 3: 'ED', 42: '4W^A^3' }))).toBe('AA')
    expect(await requests()).toEqual([{ unit: '4W', from_kind: 'unit', ended_how: null }])
    expect(await ward.beds()).toEqual({ ED: 'ORANGE' })
    expect(await asked(withPv1('A26', { 3: 'ED', 42: '4W^A^3' }))).toBe('AA')
    expect(await requests()).toMatchObject([{ ended_how: 'cancelled' }])
    expect(await tell('A26')).toBe('AA')
    expect(await last()).toMatchObject({
      outcome: 'stored',
      reason: 'A26: no bed is asked for, so none is given up',
    })
  })

  it('A15 into a unit nobody knows is quarantined, naming PV1-42', async () => {
    await tell('A01', { at: '4W^A^1' })
    expect(await asked(withPv1('A15', { 42: '9Z' }))).toBe('AE')
    expect((await last())?.reason).toBe('PV1-42: there is no unit "9Z" on this site')
  })

  it('A16 orders the discharge for PV2-9, A25 takes it back', async () => {
    await tell('A01', { at: '4W^A^1' })
    expect(await tell('A16', { more: 'PV2|||||||||202605041000' })).toBe('AA')
    const plan = 'select expected_discharge_at, discharge_ordered_at is not null as ordered from encounter'
    expect(await row(plan)).toEqual({ expected_discharge_at: '2026-05-04T09:00:00.000Z', ordered: true })
    expect(await tell('A25')).toBe('AA')
    expect(await row(plan)).toEqual({ expected_discharge_at: null, ordered: false })
  })
})

describe('a visit', () => {
  it('A06 makes an outpatient an inpatient, in PV1-3, and may give the visit another number', async () => {
    await tell('A04', { at: 'ED', class: 'O', when: hour(1) })
    const more = 'MRG|100^^^HOSP^MR||V1'
    expect(await tell('A06', { at: '4W^A^1', visit: 'V9', when: hour(2), more })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await ward.database.rows('select class, visit from encounter')).toEqual([
      { class: 'inpatient', visit: 'V9' },
    ])
    expect(await tell('A07', { at: 'ED', visit: 'V9', class: 'O', when: hour(3) })).toBe('AA')
    expect(await row('select class from encounter')).toEqual({ class: 'outpatient' })
    expect(await ward.beds()).toEqual({ ED: 'ORANGE' })
  })

  it('A23 never was, even when the patient has left', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    await tell('A03', { when: hour(2) })
    expect(await tell('A23')).toBe('AA')
    expect(await tell('A23')).toBe('AA')
    expect(await ward.stays('V1')).toEqual([])
    expect(await row('select cancelled_why from encounter')).toEqual({ cancelled_why: 'ADT^A23 from HIS^GH' })
  })

  it('A50 has another number from now on, told twice the same', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    for (let i = 0; i < 2; i += 1)
      expect(await tell('A50', { visit: 'V9', more: 'MRG|100||||V1' })).toBe('AA')
    await tell('A02', { at: '4W^A^2', visit: 'V9', when: hour(2) })
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
  })

  it('A42 is one visit of two numbers; where both are on record a person must look', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    expect(await tell('A42', { visit: 'V8', more: 'MRG|100||||V1' })).toBe('AA')
    expect(await row('select visit from encounter')).toEqual({ visit: 'V8' })
    await tell('A04', { at: 'ED', visit: 'V7', class: 'O', when: hour(2) })
    expect(await tell('A42', { visit: 'V8', more: 'MRG|100||||V7' })).toBe('AE')
    expect((await last())?.reason).toBe('MRG-5: both visits are on record; cancel one of them')
  })

  it.each([
    ['A45', 'MRG|100^^^HOSP^MR||||V1'],
    ['A44', 'MRG|100^^^HOSP^MR||V1'],
  ])('%s goes to the person it belongs to, with its stays', async (event, more) => {
    await tell('A01', { at: '4W^A^1' })
    await tell('A28', { ...lemon, visit: '' })
    for (let i = 0; i < 2; i += 1) expect(await tell(event, { ...lemon, visit: 'V1', more })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'LEMON' })
    expect(await row('select mrn from encounter')).toEqual({ mrn: '200' })
  })

  it('A45 of a person who lies in another bed is quarantined', async () => {
    await tell('A01', { at: '4W^A^1' })
    await tell('A01', { ...lemon, at: '4W^A^2' })
    expect(await tell('A45', { ...lemon, visit: 'V1', more: 'MRG|100^^^HOSP^MR||||V1' })).toBe('AE')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE', '4W-2': 'LEMON' })
  })
})

describe('a patient who is away keeps the bed', () => {
  const absences = () =>
    ward.database.rows(
      `select kind, place, began_at, ended_at, cancelled_at is not null as cancelled from absence order by began_at`,
    )
  const leave = { kind: 'leave', place: null, began_at: '2026-05-01T02:00:00.000Z', cancelled: false }

  it('A21 on leave of absence, A22 back, A53 not back, A52 never away', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    expect(await tell('A21', { when: hour(3) })).toBe('AA')
    expect(await absences()).toEqual([{ ...leave, ended_at: null }])
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    for (let i = 0; i < 2; i += 1) expect(await tell('A22', { when: hour(5) })).toBe('AA')
    expect(await absences()).toEqual([{ ...leave, ended_at: '2026-05-01T04:00:00.000Z' }])
    expect(await tell('A53')).toBe('AA')
    expect(await absences()).toEqual([{ ...leave, ended_at: null }])
    expect(await tell('A52')).toBe('AA')
    expect(await absences()).toMatchObject([{ cancelled: true }])
  })

  it('A09 elsewhere in the house, A10 there and back; the bed on record stays', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    expect(await asked(withPv1('A09', { 3: '4W^A^1', 11: 'XRAY^1' }, [], { when: hour(2) }))).toBe('AA')
    expect(await asked(withPv1('A10', { 3: '4W^A^1', 11: 'XRAY^1' }, [], { when: hour(3) }))).toBe('AA')
    expect(await absences()).toMatchObject([{ kind: 'elsewhere', place: 'XRAY 1', ended_at: null }])
    expect(await tell('A10', { at: '4W^A^1', when: hour(4) })).toBe('AA')
    expect(await absences()).toMatchObject([{ ended_at: '2026-05-01T03:00:00.000Z' }])
    expect(await tell('A32')).toBe('AA')
    expect(await absences()).toMatchObject([{ ended_at: null }])
    expect(await tell('A33')).toBe('AA')
    expect(await absences()).toMatchObject([{ cancelled: true }])
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
  })

  it('A22 of one nobody told away is stored with its reason; the discharge ends an absence', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    expect(await tell('A22', { when: hour(2) })).toBe('AA')
    expect(await last()).toMatchObject({
      outcome: 'stored',
      reason: 'A22: nobody told that the patient was away',
    })
    await tell('A21', { when: hour(3) })
    await tell('A03', { when: hour(4) })
    expect(await absences()).toMatchObject([{ ended_at: '2026-05-01T03:00:00.000Z' }])
  })
})

describe('A17', () => {
  const both = (one: string, other: string, when = hour(3)): string =>
    [
      adt('A17', { at: one, when }),
      'PID|2||200^^^HOSP^MR||LEMON^SUE',
      pv1({ 2: 'I', 3: other, 19: 'V2' }),
    ].join('\r')

  it('swaps two patients in one act, told twice once', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    await tell('A01', { ...lemon, at: '4W^A^2', when: hour(1) })
    for (let i = 0; i < 2; i += 1) expect(await asked(both('4W^A^2', '4W^A^1'))).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'LEMON', '4W-2': 'ORANGE' })
  })

  it('that is no exchange of these two is quarantined, and nobody has moved', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    await tell('A01', { ...lemon, at: '4W^A^2', when: hour(1) })
    expect(await asked(both('4W^A^2', '4W^A^3'))).toBe('AE')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE', '4W-2': 'LEMON' })
  })
})

describe('A20', () => {
  const npu = (bed: string, status: string): string =>
    adt('A20').split('\r').slice(0, 2).concat(`NPU|${bed}|${status}`).join('\r')
  const bed = () =>
    row(`select staffed, block_reason, exists (select from turnover t where t.bed_id = b.bed_id
      and finished_at is null and cancelled_at is null) as turning from bed b where code = '4W-1'`)
  const free = { staffed: true, block_reason: null, turning: false }

  it.each([
    ['C', { ...free, staffed: false }],
    ['H', { ...free, turning: true }],
    ['I', { ...free, block_reason: 'isolation' }],
    ['K', { ...free, block_reason: 'contaminated' }],
  ])('%s says it of the bed, and U that it is ready again', async (status, so) => {
    for (let i = 0; i < 2; i += 1) expect(await asked(npu('4W^A^1', status))).toBe('AA')
    expect(await bed()).toEqual(so)
    expect(await asked(npu('4W^A^1', 'U'))).toBe('AA')
    expect(await bed()).toEqual(free)
  })

  it('that calls a bed free in which somebody lies is quarantined; one that calls it taken says nothing new', async () => {
    await tell('A01', { at: '4W^A^1' })
    expect(await asked(npu('4W^A^1', 'U'))).toBe('AE')
    expect((await last())?.reason).toBe('NPU-2: a patient is on record in bed 4W-1')
    expect(await asked(npu('4W^A^1', 'O'))).toBe('AA')
    expect(await asked(npu('4W^A^2', 'O'))).toBe('AA')
    expect(await last()).toMatchObject({ outcome: 'stored' })
    expect(await asked(npu('4W^A^1', 'X'))).toBe('AE')
    expect(await asked(npu('4W', 'U'))).toBe('AE')
  })
})

describe('who is who', () => {
  it('A28 and A31 register and correct without a visit', async () => {
    expect(await tell('A28', { visit: '' })).toBe('AA')
    expect(await tell('A31', { visit: '', name: 'ORANGE^SEVILLE' })).toBe('AA')
    expect(await row('select family, given from patient')).toEqual({ family: 'ORANGE', given: 'SEVILLE' })
    expect(await ward.database.rows('select 1 from encounter')).toEqual([])
  })

  it.each(['A18', 'A30', 'A34', 'A36', 'A39', 'A40'])('%s makes one person of two', async (event) => {
    await tell('A01', { at: '4W^A^1' })
    expect(await tell(event, { ...lemon, visit: '', more: 'MRG|100^^^HOSP^MR' })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'LEMON' })
  })

  it('A24 links two records that stay two, A37 takes it back; each told twice', async () => {
    await tell('A01', { at: '4W^A^1' })
    const two = 'PID|2||200^^^HOSP^MR||LEMON^SUE'
    for (const event of ['A24', 'A24', 'A37', 'A37']) {
      const linked = adt(event, {}).split('\r').slice(0, 3).concat(two).join('\r')
      expect(await asked(linked)).toBe('AA')
    }
    expect(await ward.database.rows('select linked_by, ended_by from patient_link')).toEqual([
      { linked_by: 'HIS^GH', ended_by: 'HIS^GH' },
    ])
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await ward.database.rows('select 1 from patient where merged_into is null')).toHaveLength(2)
  })

  it.each(['A46', 'A47'])('%s gives another number; the old one finds nobody any more', async (event) => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    for (let i = 0; i < 2; i += 1)
      expect(await tell(event, { mrn: '101', more: 'MRG|100^^^HOSP^MR' })).toBe('AA')
    expect(await row('select mrn from encounter')).toEqual({ mrn: '101' })
    expect(await ward.database.rows("select 1 from patient_identifier where value = '100'")).toEqual([])
    await tell('A02', { mrn: '101', at: '4W^A^2', when: hour(2) })
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
  })

  it('A47 to the number of another person is quarantined', async () => {
    await tell('A28', { visit: '' })
    await tell('A28', { ...lemon, visit: '' })
    expect(await tell('A47', { mrn: '200', visit: '', more: 'MRG|100^^^HOSP^MR' })).toBe('AE')
    expect((await last())?.reason).toBe("PID-3: an identifier is on record as another patient's")
  })
})

describe('what changes nothing here', () => {
  it.each(Object.keys(noted))('%s is stored, and says why', async (event) => {
    expect(await tell(event)).toBe('AA')
    expect(await last()).toMatchObject({ outcome: 'stored', reason: noted[event], answer: 'AA' })
    expect(await ward.database.rows('select 1 from patient')).toEqual([])
  })

  it('is told apart from what does: no event is both', () => {
    expect(adtEvents.filter((event) => noted[event] !== undefined)).toEqual([])
  })
})
