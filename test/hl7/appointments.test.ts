/** Appointments by HL7: who is expected when, who is not any more, and what becomes of those who come. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expected } from '../../server/queries/expected.ts'
import { anybody } from '../support/keys.ts'
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

let nth = 0
interface Booked {
  number?: string
  start?: string
  mrn?: string
  /** Whole segments. */
  pid?: string
  pv1?: string
  tq1?: string
  application?: string
}
const siu = (event: string, told: Booked = {}): string =>
  [
    `MSH|^~\\&|${told.application ?? 'SCH'}|GH|WARDROOM|GH|20260501080000||SIU^${event}|S${++nth}|P|2.5`,
    `SCH|77|${told.number ?? '4711'}|||||||||^^60^${told.start ?? '20260502090000'}`,
    told.tq1 ?? '',
    told.pid ?? `PID|1||${told.mrn ?? '100'}^^^HOSP^MR||ORANGE^BLOOD||19800101|F`,
    told.pv1 ?? 'PV1|1|O',
    'RGS|1',
    'AIL|1|A|NOWHERE',
  ]
    .filter((line) => line !== '')
    .join('\r')
const tell = async (event: string, told?: Booked) => codeOf(await peer.ask(siu(event, told)))
const tellAdt = async (event: string, told?: Told) => codeOf(await peer.ask(adt(event, told)))
const last = async () => {
  const { outcome, reason } = (await ward.inbound()).at(-1) ?? {}
  return { outcome, reason }
}
const encounters = () =>
  ward.database.rows<Record<string, unknown>>(
    'select class, visit, awaited, expected_arrival_at as at, cancelled_why as why from encounter order by encounter_id',
  )
const at9 = '2026-05-02T08:00:00.000Z'

describe('a booking', () => {
  it('puts the patient on the list of those expected, once however often it is told, and a change moves them', async () => {
    expect(await tell('S12')).toBe('AA')
    expect(await tell('S12')).toBe('AA')
    expect(await last()).toEqual({ outcome: 'stored', reason: 'S12: this appointment is on record already' })
    expect((await expected(ward.database, { site: 'gh' }, anybody))?.expected).toMatchObject([
      { class: 'outpatient', expected_arrival_at: at9 },
    ])
    expect(await tell('S13', { start: '20260503100000' })).toBe('AA')
    expect(await tell('S14', { start: '20260503100000', pv1: 'PV1|1|I' })).toBe('AA')
    const changed = { class: 'inpatient', awaited: true, at: '2026-05-03T09:00:00.000Z', why: null }
    expect(await encounters()).toMatchObject([changed])
  })

  it.each([
    ['TQ1 before SCH-11', { tq1: 'TQ1|1||||||20260504080000' }, { at: '2026-05-04T07:00:00.000Z' }],
    ['no PV1: of outpatients', { pv1: '' }, { class: 'outpatient', visit: null }],
    ['no time', { start: '' }, { at: null }],
    ['with its visit', { pv1: `PV1|1|I${'|'.repeat(17)}V9` }, { class: 'inpatient', visit: 'V9' }],
  ])('says it: %s', async (_what, told, said) => {
    expect(await tell('S12', told)).toBe('AA')
    expect(await encounters()).toMatchObject([said])
  })

  it('that was changed before it was told here is booked by the change', async () => {
    expect(await tell('S14')).toBe('AA')
    expect(await tell('S12', { start: '20260501090000' })).toBe('AA')
    expect(await encounters()).toMatchObject([{ at: at9 }])
  })

  it('of a visit that is awaited already is that visit', async () => {
    await tellAdt('A05', { visit: 'V9', class: 'P' })
    expect(await tell('S12', { pv1: `PV1|1|I${'|'.repeat(17)}V9` })).toBe('AA')
    expect(await encounters()).toMatchObject([{ visit: 'V9', at: at9 }])
    expect(await tell('S12', { number: '4712', pv1: `PV1|1|I${'|'.repeat(17)}V9` })).toBe('AE')
  })

  it('has a number that is only its own calendar’s, and its own patient’s', async () => {
    expect(await tell('S12')).toBe('AA')
    expect(await tell('S12', { application: 'XRAY', mrn: '200' })).toBe('AA')
    expect(await tell('S13', { mrn: '300' })).toBe('AE')
    expect((await last()).reason).toBe('SCH-2: this appointment belongs to another patient')
    expect(await encounters()).toHaveLength(2)
  })

  it('of nobody, and what means nothing here, are stored', async () => {
    expect(await tell('S12', { pid: 'PV1|1|O' })).toBe('AA')
    expect(await last()).toEqual({ outcome: 'stored', reason: 'PID: there is none, so nobody is expected' })
    expect(await tell('S18')).toBe('AA')
    expect(await encounters()).toEqual([])
  })
})

describe('a cancel', () => {
  it.each([
    ['S15', 'SIU^S15 from SCH^GH'],
    ['S17', 'SIU^S17 from SCH^GH'],
    ['S26', 'did not come'],
  ])('%s takes them off the list, and keeps why', async (event, why) => {
    await tell('S12')
    expect(await tell(event)).toBe('AA')
    expect(await tell(event)).toBe('AA')
    expect(await encounters()).toMatchObject([{ why }])
    expect((await expected(ward.database, { site: 'gh' }, anybody))?.expected).toEqual([])
  })

  it('is not undone by a change told late; only a new booking books', async () => {
    await tell('S12')
    await tell('S15')
    expect(await tell('S13')).toBe('AA')
    expect(await last()).toEqual({ outcome: 'stored', reason: 'S13: this appointment was cancelled' })
    expect(await tell('S12')).toBe('AA')
    expect(await encounters()).toMatchObject([{ why: 'SIU^S15 from SCH^GH' }, { why: null }])
  })

  it('before its booking waits, and is done when it is sent again', async () => {
    const cancel = siu('S15')
    expect(codeOf(await peer.ask(cancel))).toBe('AE')
    expect((await last()).reason).toBe('SCH-2: this appointment is not on record')
    await tell('S12')
    expect(codeOf(await peer.ask(cancel))).toBe('AA')
    expect(await encounters()).toMatchObject([{ why: 'SIU^S15 from SCH^GH' }])
  })
})

describe('who comes', () => {
  const came = { at: '4W^A^1', visit: 'V5', when: '20260502093000', class: 'O' }

  it('comes to their appointment, which nothing told later takes back', async () => {
    await tell('S12')
    expect(await tellAdt('A04', came)).toBe('AA')
    expect(await encounters()).toMatchObject([{ visit: 'V5', awaited: false }])
    for (const event of ['S12', 'S13', 'S15', 'S26']) {
      expect(await tell(event)).toBe('AA')
      expect(await last()).toEqual({ outcome: 'stored', reason: `${event}: the patient has come already` })
    }
    expect(await encounters()).toMatchObject([{ visit: 'V5', why: null }])
  })

  it.each([
    ['as an emergency', { class: 'E' }],
    ['on another day', { when: '20260430093000' }],
  ])('%s does not come to it', async (_how, told) => {
    await tell('S12')
    expect(await tellAdt('A01', { ...came, ...told })).toBe('AA')
    expect(await encounters()).toMatchObject([{ awaited: true }, { visit: 'V5', awaited: false }])
  })

  it('and lies here is moved, not the appointment that was booked for them since', async () => {
    await tellAdt('A01', { at: '4W^A^1', when: '20260501070000' })
    await tell('S12')
    expect(await tellAdt('A02', { at: '4W^A^2', visit: '', when: '20260501090000' })).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
    expect(await encounters()).toMatchObject([{ visit: 'V1', awaited: false }, { awaited: true }])
  })
})
