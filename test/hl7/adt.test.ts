/** What ADT messages do to the beds, over a real connection, on a real database. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../server/commands/run.ts'
import { adt, codeOf, type Peer, type Told } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
let peer: Peer

beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
})
afterAll(() => ward.drop())
afterEach(async () => {
  await ward.clear()
})

const tell = async (event: string, told: Told = {}): Promise<string | undefined> =>
  codeOf(await peer.ask(adt(event, told)))

const hour = (h: number): string => `202605010${h}0000`

describe('an ADT message', () => {
  it('A01 admits, A02 moves, A03 empties the bed', async () => {
    expect(await tell('A01', { at: '4W^A^1', when: hour(1) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await tell('A02', { at: '4w^a^4w-2', when: hour(2) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
    expect(await tell('A03', { at: '4W^A^2', when: hour(3) })).toBe('AA')
    expect(await ward.beds()).toEqual({})
    expect(await ward.stays('V1')).toEqual([
      '4W-1 2026-05-01T00:00:00.000Z 2026-05-01T01:00:00.000Z', // London is an hour ahead in May
      '4W-2 2026-05-01T01:00:00.000Z 2026-05-01T02:00:00.000Z',
    ])
  })

  it('leaves who, by which door and by which message on record', async () => {
    await tell('A01', { at: '4W^A^1' })
    const acts = await ward.database.rows(
      `select a.door, a.who, a.command, i.kind from act a join inbound i using (inbound_id) order by act_id`,
    )
    expect(acts).toEqual([
      { door: 'hl7', who: 'HIS^GH', command: 'patients/register', kind: 'ADT^A01' },
      { door: 'hl7', who: 'HIS^GH', command: 'admissions/admit', kind: 'ADT^A01' },
    ])
    expect(await ward.database.row(`select site, door, version from inbound`)).toEqual({
      site: 'gh',
      door: 'hl7',
      version: '2.4',
    })
  })

  it('A02 of a visit nobody told of admits: the patient is evidently there', async () => {
    expect(await tell('A02', { at: '4W^A^3' })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-3': 'ORANGE' })
  })

  it('A01 of a known visit in another place is a move', async () => {
    await tell('A04', { at: 'ED', when: hour(1), class: 'E' })
    expect(await ward.beds()).toEqual({ ED: 'ORANGE' })
    expect(await tell('A01', { at: '4W^A^1', when: hour(2) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await ward.database.row('select class from encounter')).toEqual({ class: 'inpatient' })
  })

  it('takes a bed that is dirty, blocked or closed: what has happened has happened', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    await tell('A03', { when: hour(2) })
    const by = { door: 'http', viewer: 'permitted', who: 'test' } as const
    await run(ward.database, 'beds/block', { site: 'gh', bed: '4W-1', reason: 'repair' }, by)
    expect(await tell('A01', { mrn: '200', visit: 'V2', name: 'LEMON', at: '4W^A^1', when: hour(3) })).toBe(
      'AA',
    )
    expect(await ward.beds()).toEqual({ '4W-1': 'LEMON' })
    await run(ward.database, 'beds/unblock', { site: 'gh', bed: '4W-1' }, by)
  })

  it('A08 corrects who the patient is, and moves nobody', async () => {
    await tell('A01', { at: '4W^A^1' })
    const more = 'PD1||||||||||||Y'
    expect(await tell('A08', { at: '4W^A^2', name: 'ORANGE^SEVILLE', more })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await ward.database.row('select given, privacy from patient')).toEqual({
      given: 'SEVILLE',
      privacy: 'hidden',
    })
  })

  it('A08 with empty fields changes nothing, with quoted empty ones deletes', async () => {
    await tell('A01', { at: '4W^A^1' })
    const acts = async () => (await ward.database.row<{ n: number }>('select count(*) as n from act'))?.n
    const before = await acts()
    await peer.ask(
      'MSH|^~\\&|HIS|GH|||1||ADT^A08|e1|P|2.4\rEVN||20260501\rPID|1||100^^^HOSP^MR||^\rPV1||||||||||||||||||||V1',
    )
    expect(await acts()).toBe(before)
    await peer.ask('MSH|^~\\&|HIS|GH|||1||ADT^A08|e2|P|2.4\rEVN||20260501\rPID|1||100^^^HOSP^MR||^""||""|""')
    expect(await ward.database.row('select family, given, birth_date, sex from patient')).toEqual({
      family: 'ORANGE',
      given: '',
      birth_date: null,
      sex: 'unknown',
    })
  })

  it('A11 cancels the admission, and a second A11 has nothing to do', async () => {
    await tell('A01', { at: '4W^A^1' })
    expect(await tell('A11', { at: '4W^A^1' })).toBe('AA')
    expect(await ward.beds()).toEqual({})
    expect(await tell('A11', { at: '4W^A^1' })).toBe('AA')
  })

  it('A12 takes the move back, once', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    await tell('A02', { at: '4W^A^2', when: hour(2) })
    expect(await tell('A12', { at: '4W^A^1', from: '4W^A^2', when: hour(3) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await tell('A12', { at: '4W^A^1', from: '4W^A^2', when: hour(3) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
  })

  it('A12 of a move that is not the last one is quarantined, and nothing has changed', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    await tell('A02', { at: '4W^A^2', when: hour(2) })
    expect(await tell('A12', { at: '4W^A^1', from: '4W^A^3' })).toBe('AE')
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
  })

  it('A13 puts the patient back', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    await tell('A03', { when: hour(2) })
    expect(await tell('A13', { at: '4W^A^1', when: hour(3) })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
  })

  it('A13 before its A03 waits for it: the patient stays, and the A03 that comes late does not count', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    const cancel = { at: '4W^A^1', when: hour(3), id: 'cancel' }
    expect(await tell('A13', cancel)).toBe('AE')
    expect(await tell('A03', { when: hour(2) })).toBe('AA')
    expect(await tell('A13', cancel)).toBe('AA') // its sender sends it again
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await tell('A13', { at: '4W^A^1', when: hour(3) })).toBe('AA')
  })

  it('A12 before its A02 waits for it', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    const cancel = { at: '4W^A^1', from: '4W^A^2', when: hour(3), id: 'cancel' }
    expect(await tell('A12', cancel)).toBe('AE')
    expect(await tell('A02', { at: '4W^A^2', when: hour(2) })).toBe('AA')
    expect(await tell('A12', cancel)).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
  })

  it('A40 makes one person of two, and the old number still finds them', async () => {
    await tell('A01', { mrn: '100', at: '4W^A^1' })
    await tell('A08', { mrn: '200', visit: '', name: 'ORANGE^B' })
    expect(await tell('A40', { mrn: '200', visit: '', name: 'ORANGE^B', more: 'MRG|100^^^HOSP^MR' })).toBe(
      'AA',
    )
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await tell('A02', { mrn: '100', at: '4W^A^2', when: hour(9) })).toBe('AA')
    expect(await tell('A03', { mrn: '200', at: '4W^A^2', when: '20260501100000' })).toBe('AA')
    expect(await ward.beds()).toEqual({})
  })

  it.each([
    ['the old number is known', '100'],
    ['the new number is known', '200'],
    ['neither is known', '300'],
  ])('A40 where only %s leads both numbers to one record', async (_, known) => {
    await tell('A08', { mrn: known, visit: '' })
    expect(await tell('A40', { mrn: '200', visit: '', more: 'MRG|100' })).toBe('AA')
    const alive = await ward.database.rows(
      `select coalesce(p.merged_into, p.patient_id) as id from patient p join patient_identifier i using (patient_id)
        where i.value in ('100', '200') and i.authority = 'HOSP'`,
    )
    expect(alive).toHaveLength(2)
    expect(new Set(alive.map((row) => JSON.stringify(row))).size).toBe(1)
  })

  it.each([
    [['A01', 'A02', 'A03']],
    [['A02', 'A01', 'A03']],
    [['A01', 'A03', 'A02']],
    [['A02', 'A03', 'A01']],
    [['A01', 'A02', 'A03', 'A01', 'A02', 'A03']],
  ])('told in the order %s ends in the same stays', async (order) => {
    const told: Record<string, Told> = {
      A01: { at: '4W^A^1', when: hour(1) },
      A02: { at: '4W^A^2', when: hour(2) },
      A03: { at: '4W^A^2', when: hour(3) },
    }
    for (const event of order) expect(await tell(event, told[event])).toBe('AA')
    expect(await ward.stays('V1')).toEqual([
      '4W-1 2026-05-01T00:00:00.000Z 2026-05-01T01:00:00.000Z',
      '4W-2 2026-05-01T01:00:00.000Z 2026-05-01T02:00:00.000Z',
    ])
  })

  it('is quarantined, naming PV1-3 and the value, when the bed is unknown; the next one is handled', async () => {
    const answer = await peer.ask(adt('A01', { at: '4W^A^99', version: '2.5' }))
    expect(codeOf(answer)).toBe('AE')
    expect(answer).toContain(
      'ERR||PV1^1^3|204^Unknown key identifier^HL70357|E||||PV1-3: there is no bed "99" in unit 4W',
    )
    expect(await ward.database.rows('select 1 from patient')).toHaveLength(0)
    expect(await tell('A01', { at: '4W^A^1' })).toBe('AA')
    expect((await ward.inbound()).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['quarantined', 'PV1-3: there is no bed "99" in unit 4W'],
      ['applied', null],
    ])
  })

  it('is quarantined when another lies in the bed, without naming anybody', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    expect(await tell('A01', { mrn: '200', visit: 'V2', name: 'LEMON', at: '4W^A^1', when: hour(2) })).toBe(
      'AE',
    )
    const reasons = (await ward.inbound()).map(({ reason }) => reason)
    expect(reasons).toEqual([
      null,
      'PV1-3: another patient is on record in bed 4W-1 since 2026-05-01T00:00:00.000Z',
    ])
    expect(JSON.stringify(ward.lines)).not.toContain('ORANGE')
  })

  it.each([
    ['A03', 'PV1-19: this visit is not on record'],
    ['A11', 'PV1-19: this visit is not on record'],
    ['A13', 'PV1-19: this visit is not on record'],
  ])('%s of an unknown visit is quarantined', async (event, reason) => {
    expect(await tell(event, {})).toBe('AE')
    expect((await ward.inbound())[0]).toMatchObject({ outcome: 'quarantined', reason })
  })

  it('about a visit of another patient is quarantined', async () => {
    await tell('A01', { at: '4W^A^1' })
    expect(await tell('A02', { mrn: '200', at: '4W^A^2' })).toBe('AE')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
  })

  it('of a patient who lies elsewhere under another visit is quarantined', async () => {
    await tell('A01', { at: '4W^A^1', when: hour(1) })
    expect(await tell('A01', { visit: 'V2', at: '4W^A^2', when: hour(2) })).toBe('AE')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
  })

  it('without a visit number is about the visit that is open', async () => {
    await tell('A01', { visit: '', at: '4W^A^1', when: hour(1) })
    await tell('A02', { visit: '', at: '4W^A^2', when: hour(2) })
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
    await tell('A03', { visit: '', when: hour(3) })
    await tell('A01', { visit: '', at: '4W^A^3', when: hour(4) })
    expect(await ward.beds()).toEqual({ '4W-3': 'ORANGE' })
    expect(await ward.database.rows('select 1 from encounter')).toHaveLength(2)
  })

  it('is not believed about the future', async () => {
    expect(await tell('A01', { at: '4W^A^1', when: '20990101' })).toBe('AA')
    const row = await ward.database.row<{ ok: boolean }>('select started_at <= now() as ok from encounter')
    expect(row?.ok).toBe(true)
  })

  it('is read as its sender is set', async () => {
    const by = { door: 'http', viewer: 'permitted', who: 'test' } as const
    const set = await run(
      ward.database,
      'hospital/set-sender',
      {
        application: 'HIS',
        facility: '*',
        site: 'gh',
        unit_component: 4,
        bed_component: 1,
        clocks: ['MSH-7'],
        time_zone: 'Asia/Tokyo',
        quarantine_answer: 'AA',
      },
      by,
    )
    expect(set.ok).toBe(true)
    expect(await tell('A01', { at: '4W-3^^^4W', when: '20260501090000' })).toBe('AA')
    expect(await ward.stays('V1')).toEqual(['4W-3 2026-05-01T00:00:00.000Z now'])
    expect(await tell('A01', { mrn: '2', visit: 'V2', at: '4W-3^^^4W', when: '20260501093000' })).toBe('AA')
    expect((await ward.inbound()).at(-1)).toMatchObject({ outcome: 'quarantined', answer: 'AA' })
  })
})
