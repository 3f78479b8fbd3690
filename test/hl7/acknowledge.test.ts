import { describe, expect, it } from 'vitest'
import { acknowledgement, answerCodes, type Verdict } from '../../server/intake/hl7/acknowledge.ts'
import { headerOf, refusalOf, type Header, type Problem } from '../../server/intake/hl7/header.ts'
import { parse } from '../../server/intake/hl7/segments.ts'

const problem: Problem = { field: 'PV1-3', code: 204, text: 'PV1-3: there is no unit "X|Y" on this site' }
const applied: Verdict = { kind: 'taken' }
const quarantined: Verdict = { kind: 'quarantined', problem, answer: 'AE' }
const quietly: Verdict = { kind: 'quarantined', problem, answer: 'AA' }
const refused: Verdict = { kind: 'refused', problem }
const conflict: Verdict = { kind: 'conflict', problem }

function header(raw: string): Header {
  const message = parse(raw)
  if (!message) throw new Error('no MSH')
  return headerOf(message)
}
const modes = (accept: string, application: string, type = 'ADT^A01'): Header =>
  header(`MSH|^~\\&|HIS|GH|WARD|GH|20261122||${type}|42|P|2.5|||${accept}|${application}`)

describe('which answer (RELIABILITY section 7)', () => {
  it.each([
    ['original mode', '', '', applied, ['AA']],
    ['original mode', '', '', quarantined, ['AE']],
    ['original mode, by policy', '', '', quietly, ['AA']],
    ['original mode', '', '', refused, ['AR']],
    ['original mode', '', '', conflict, ['AE']],
    ['enhanced, accept only', 'AL', 'NE', applied, ['CA']],
    ['enhanced, accept only', 'AL', 'NE', quarantined, ['CA']],
    ['enhanced, accept only', 'AL', '', refused, ['CR']],
    ['enhanced, accept only', 'AL', '', conflict, ['CE']],
    ['enhanced, both', 'AL', 'AL', applied, ['CA', 'AA']],
    ['enhanced, both', 'AL', 'AL', quarantined, ['CA', 'AE']],
    ['enhanced, both', 'AL', 'AL', refused, ['CR']],
    ['enhanced, errors only', 'ER', 'ER', applied, []],
    ['enhanced, errors only', 'ER', 'ER', quarantined, ['AE']],
    ['enhanced, errors only', 'ER', 'NE', refused, ['CR']],
    ['enhanced, success only', 'SU', 'SU', applied, ['CA', 'AA']],
    ['enhanced, success only', 'SU', 'SU', quarantined, ['CA']],
    ['enhanced, success only', 'SU', 'SU', refused, []],
    ['enhanced, application only', 'NE', 'AL', refused, ['AR']],
    ['enhanced, nothing wanted', 'NE', 'NE', refused, []],
  ] as const)('%s %s/%s', (_, accept, application, verdict, codes) => {
    expect(answerCodes(modes(accept, application), verdict)).toEqual(codes)
  })

  it('an acknowledgement is never acknowledged', () => {
    expect(answerCodes(modes('AL', 'AL', 'ACK'), refused)).toEqual([])
    expect(answerCodes(modes('', '', 'ACK^A01^ACK'), applied)).toEqual([])
  })
})

describe('the answer itself', () => {
  const at = { at: '20261122200000+0000', id: 'W1AA' }

  it('goes back where the message came from, in its version, with its control id', () => {
    expect(acknowledgement(modes('', ''), 'AA', undefined, at)).toBe(
      'MSH|^~\\&|WARD|GH|HIS|GH|20261122200000+0000||ACK^A01^ACK|W1AA|P|2.5\rMSA|AA|42\r',
    )
  })

  it('says what is wrong in ERR from 2.5 on', () => {
    expect(acknowledgement(modes('', ''), 'AE', problem, at).split('\r').slice(1, 3)).toEqual([
      'MSA|AE|42',
      'ERR||PV1^1^3|204^Unknown key identifier^HL70357|E||||PV1-3: there is no unit "X\\F\\Y" on this site',
    ])
  })

  it('says it in MSA-3 before 2.5', () => {
    const old = header('MSH|^~\\&|HIS|GH|||20261122||ADT^A01|42|P|2.3')
    expect(acknowledgement(old, 'AE', problem, at)).toBe(
      'MSH|^~\\&|||HIS|GH|20261122200000+0000||ACK^A01|W1AA|P|2.3\rMSA|AE|42|PV1-3: there is no unit "X\\F\\Y" on this site\r',
    )
  })

  it('is plain ACK in 2.2', () => {
    const old = header('MSH|^~\\&|HIS|GH|||20261122||ADT^A01|42|P|2.2')
    expect(acknowledgement(old, 'AA', undefined, at)).toContain('||ACK|W1AA|P|2.2\r')
  })

  it('uses the delimiters of the message, and keeps the components of addresses', () => {
    const odd = header('MSH#*@!%#HIS*1.2.3*ISO#GH###20261122##ADT*A01*ADT_A01#4!F!2#T#2.8')
    expect(acknowledgement(odd, 'AA', undefined, at)).toBe(
      'MSH#*@!%###HIS*1.2.3*ISO#GH#20261122200000+0000##ACK*A01*ACK#W1AA#T#2.8\rMSA#AA#4!F!2\r',
    )
  })

  it('has an empty MSA-2 where the message had no control id', () => {
    expect(acknowledgement(header('MSH|^~\\&|HIS'), 'AR', problem, at)).toContain('\rMSA|AR|\r')
  })
})

describe('what is not taken', () => {
  it.each([
    ['MSH|^~\\&|A|B|||1||ADT^A01||P|2.5', 'MSH-10', 101],
    ['MSH|^~\\&|A|B|||1|||1|P|2.5', 'MSH-9', 101],
    ['MSH|^~\\&|A|B|||1||Hello there^A01|1|P|2.5', 'MSH-9', 200],
    ['MSH|^~\\&|A|B|||1||ADT^!|1|P|2.5', 'MSH-9', 201],
    ['MSH|^~\\&|A|B|||1||ADT^A01|1||2.5', 'MSH-11', 101],
    ['MSH|^~\\&|A|B|||1||ADT^A01|1|X|2.5', 'MSH-11', 202],
    ['MSH|^~\\&|A|B|||1||ADT^A01|1|P|', 'MSH-12', 101],
    ['MSH|^~\\&|A|B|||1||ADT^A01|1|P|3.0', 'MSH-12', 203],
  ])('%s', (raw, field, code) => {
    expect(refusalOf(header(raw))).toMatchObject({ field, code })
  })

  it.each(['2.1', '2.2', '2.3', '2.3.1', '2.4', '2.5.1', '2.6', '2.7', '2.8'])('version %s is', (version) => {
    expect(refusalOf(header(`MSH|^~\\&|A|B|||1||ADT^A01|1|P|${version}`))).toBeUndefined()
  })
})
