/** Vital signs by HL7: what is read of an ORU, whose set it becomes, what corrects it, what is kept and not taken. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from '../../server/intake/hl7/segments.ts'
import { vitalsSaid } from '../../server/intake/hl7/vitals-said.ts'
import { adt, codeOf, type Peer } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
let peer: Peer
beforeAll(async () => {
  ward = await openWard()
  peer = await ward.peer()
})
afterAll(() => ward.drop())

let nth = 0
const oru = (obx: readonly string[], { pid = '1^^^HOSP^MR', event = 'R01', pv1 = 'PV1|1|I' } = {}): string =>
  [
    `MSH|^~\\&|MON|GH|WARDROOM|GH|20260301120000||ORU^${event}|V${++nth}|P|2.6`,
    `PID|1||${pid}||DOE^JO`,
    pv1,
    'OBR|1||||||20260301115500',
    ...obx,
  ].join('\r')
const sets = (): Promise<Record<string, unknown>[]> =>
  ward.database.rows('select * from observation_set order by observation_set_id')
const last = async (): Promise<string | null | undefined> => (await ward.inbound()).at(-1)?.reason

const loinc = [
  'OBX|1|NM|9279-1^Respiratory rate^LN||18|/min|||||F',
  'OBX|2|NM|59408-5^SpO2^LN||96|%|||||F',
  'OBX|3|NM|3150-6^FiO2^LN||28|%|||||F',
  'OBX|4|NM|8480-6^Systolic^LN||118|mm[Hg]|||||F',
  'OBX|5|NM|8867-4^Heart rate^LN||88|/min|||||F',
  'OBX|6|CWE|67775-7^AVPU^LN||248234008^Alert^SCT||||||F',
  'OBX|7|NM|8310-5^Body temperature^LN||101.3|[degF]|||||F',
]

describe('what an OBX says', () => {
  const read = (...obx: string[]) => vitalsSaid(parse(oru(obx)) ?? { delimiters: {} as never, segments: [] })
  const values = (...obx: string[]) => read(...obx)[0]?.values

  test.each<[how: string, obx: string, said: object]>([
    [
      'in 11073',
      'NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.1.1|97|262688^MDC_DIM_PERCENT^MDC|||||R',
      { spo2: 97 },
    ],
    [
      'by its 11073 name',
      'NM|0^MDC_TTHOR_RESP_RATE^MDC||14|264928^MDC_DIM_RESP_PER_MIN^MDC|||||R',
      { respiration: 14 },
    ],
    ['in Fahrenheit', 'NM|8310-5^^LN||98.6|[degF]|||||F', { temperature: 37 }],
    ['without a unit, as a body has it in Fahrenheit', 'ST|6^Temp^EPIC||102.2||||||F', { temperature: 39 }],
    ['in kilopascal', 'NM|8480-6^^LN||16|kPa|||||F', { systolic: 120 }],
    ['two in one', 'ST|5^BP^EPIC||140/90||||||F', { systolic: 140, diastolic: 90 }],
    ['air', 'ST|9^Room Air or Oxygen^EPIC||Room air||||||F', { oxygen: 'air' }],
    ['oxygen', 'ST|9^Room Air or Oxygen^EPIC||Supplemental Oxygen||||||F', { oxygen: 'oxygen' }],
    ...[
      'Room air, no supplemental oxygen',
      'No oxygen',
      'Not on O2',
      'no longer on oxygen',
      'Oxygen: none',
      'O2 not required',
    ].map((words): [string, string, object] => [
      words,
      `ST|9^Oxygen therapy^EPIC||${words}||||||F`,
      { oxygen: 'air' },
    ]),
    ...[
      'No room air; oxygen 2 L',
      'not on room air, on oxygen',
      'Not enough oxygen',
      'No change, O2 via mask',
    ].map(
      (words): [string, string, object] =>
        [words, `ST|9^Oxygen therapy^EPIC||${words}||||||F`, { oxygen: 'oxygen' }] as const,
    ),
    ['a flow of 0', 'NM|9^O2 flow^EPIC||0|L/min|||||F', { oxygen: 'air', oxygen_flow: null }],
    ['new confusion', 'CWE|67775-7^AVPU^LN||130987000^Acute confusion^SCT||||||F', { consciousness: 'C' }],
    ['taken back', 'NM|8867-4^^LN||88|/min|||||W', { pulse: null }],
  ])('%s', (_how, obx, said) => expect(values(`OBX|1|${obx}`)).toEqual(said))

  test('who is on oxygen by one of two OBX is on oxygen, whichever stands first', () => {
    const both = ['OBX|1|NM|9^O2 flow^EPIC||0|L/min|||||F', 'OBX|2|NM|3150-6^FiO2^LN||28|%|||||F']
    for (const obx of [both, both.toReversed()]) expect(values(...obx)).toMatchObject({ oxygen: 'oxygen' })
  })

  test.each([
    ['a laboratory result', 'NM|718-7^Hemoglobin^LN||13|g/dL|||||F'],
    ['what is not there yet', 'NM|8867-4^^LN||88|/min|||||P'],
    ['a picture', 'RP|8867-4^heartrate^LN||https://example.com||||||F'],
    ['nothing', 'NM|8867-4^^LN|||/min|||||F'],
  ])('%s is no vital sign', (_what, obx) => expect(values(`OBX|1|${obx}`)).toBeUndefined())

  test.each([
    ['no number', 'NM|8867-4^^LN||quick|/min|||||F', 'OBX-5: no value of pulse'],
    ['not told apart', 'ST|9^Oxygen therapy^EPIC||No oxygen, 2 L nasal||||||F', 'OBX-5: no value of oxygen'],
    ['not air alone', 'ST|9^Oxygen therapy^EPIC||Not on room air||||||F', 'OBX-5: no value of oxygen'],
    ['a bound', 'SN|59408-5^^LN||<^90|%|||||F', 'OBX-5: no value of spo2'],
    ['a unit of something else', 'NM|8867-4^^LN||88|mm[Hg]|||||F', 'OBX-6: no unit of pulse'],
  ])('%s is refused with its field', (_what, obx, reason) => {
    expect(() => values(`OBX|1|${obx}`)).toThrow(reason)
  })
})

describe('a message', () => {
  beforeEach(async () => {
    await ward.clear()
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1', when: '20260301080000', mrn: '1' })))).toBe('AA')
  })

  test.each(['R01', 'R30'])('ORU^%s becomes a set of who lies there, with its score', async (event) => {
    expect(codeOf(await peer.ask(oru(loinc, { event })))).toBe('AA')
    expect(await sets()).toMatchObject([
      {
        source: 'message',
        taken_by: 'MON^GH',
        taken_at: '2026-03-01T11:55:00.000Z',
        oxygen: 'oxygen',
        temperature: 38.5,
      },
    ])
    expect((await ward.inbound()).at(-1)).toMatchObject({ outcome: 'applied' })
  })

  test('of a flowsheet with a flow of 0 is taken, as of air', async () => {
    const flow = 'OBX|3|NM|9^O2 flow^EPIC||0|L/min|||||F'
    expect(codeOf(await peer.ask(oru([...loinc.filter((obx) => !obx.includes('FiO2')), flow])))).toBe('AA')
    expect(await sets()).toMatchObject([{ oxygen: 'air', oxygen_flow: null, spo2: 96 }])
  })

  test('that comes after it completes a set, or corrects it; what was told before stays on record', async () => {
    await peer.ask(oru(loinc.slice(0, 4)))
    await peer.ask(oru(loinc.slice(4)))
    await peer.ask(oru(['OBX|5|NM|8867-4^Heart rate^LN||68|/min|||||C']))
    const all = await sets()
    expect(all.map(({ cancelled_why }) => cancelled_why)).toEqual([
      'completed by MON^GH',
      'corrected by MON^GH',
      null,
    ])
    expect(all.at(-1)).toMatchObject({ pulse: 68, respiration: 18, consciousness: 'A' })
    await peer.ask(oru(['OBX|5|NM|8867-4^Heart rate^LN||68|/min|||||F']))
    expect(await last()).toBe('OBX: this is on record already')
  })

  test('takes back what was of somebody else: the whole set, when nothing of it is left', async () => {
    const one = (status: string) => oru([`OBX|1|NM|8867-4^^LN||88|/min|||||${status}`])
    await peer.ask(one('F'))
    await peer.ask(one('X'))
    expect(await sets()).toMatchObject([{ cancelled_by: 'MON^GH' }])
    await peer.ask(one('D'))
    expect(await last()).toBe('OBX: nothing is on record to take back')
  })

  test.each([
    ['of nobody we know', () => oru(loinc, { pid: '99^^^HOSP^MR' }), 'PID-3: this patient is not on record'],
    ['of nobody', () => oru(loinc, { pid: '' }), 'PID-3: no identifier'],
    [
      'of a visit nobody told of',
      () => oru(loinc, { pv1: `PV1|1|I${'|'.repeat(17)}V9` }),
      'PV1-19: this visit is not on record',
    ],
    [
      'of before they came',
      () => oru(['OBX|1|NM|8867-4^^LN||88|/min|||||F|||20260228']),
      'OBX-14: the patient was not here then',
    ],
    ['with a value no body has', () => oru(['OBX|1|NM|8867-4^^LN||880|/min|||||F']), /^pulse: /],
  ])('%s waits, with the reason, and has changed nothing', async (_what, message, reason) => {
    expect(codeOf(await peer.ask(message()))).toBe('AE')
    expect(await last()).toEqual(typeof reason === 'string' ? reason : expect.stringMatching(reason))
    expect(await sets()).toEqual([])
  })

  test('without a vital sign is stored as before', async () => {
    expect(codeOf(await peer.ask(oru(['OBX|1|NM|718-7^Hemoglobin^LN||13|g/dL|||||F'])))).toBe('AA')
    expect((await ward.inbound()).at(-1)).toMatchObject({ outcome: 'stored' })
  })
})
