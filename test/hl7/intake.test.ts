/** What is stored and answered, whatever comes, over a real connection on a real database. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { framed } from '../../server/intake/hl7/frames.ts'
import { until } from '../support/until.ts'
import { adt, codeOf, type Peer } from './peer.ts'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
let peer: Peer

beforeAll(async () => {
  ward = await openWard()
})
afterAll(() => ward.drop())
afterEach(async () => {
  await peer.close()
  await ward.database.rows(
    `truncate stay, stay_repeat, encounter, patient_identifier, patient, inbound, act, turnover, reservation, sender`,
  )
})
const dialled = async (): Promise<Peer> => (peer = await ward.peer())

describe('a message that comes twice', () => {
  it('has one effect, and the same answer', async () => {
    await dialled()
    const message = adt('A01', { at: '4W^A^1' })
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(await ward.inbound()).toEqual([{ outcome: 'applied', reason: null, answer: 'AA', repeats: 2 }])
    expect(await ward.database.rows('select 1 from encounter')).toHaveLength(1)
    expect(await ward.database.rows(`select 1 from act where door = 'hl7'`)).toHaveLength(2)
  })

  it('at once on two connections has one effect', async () => {
    await dialled()
    const other = await ward.peer()
    const message = adt('A01', { at: '4W^A^1' })
    const answers = await Promise.all([peer.ask(message), other.ask(message)])
    expect(answers.map(codeOf)).toEqual(['AA', 'AA'])
    expect(await ward.inbound()).toMatchObject([{ repeats: 1 }])
    await other.close()
  })

  it('quarantined, is answered as it was', async () => {
    await dialled()
    const message = adt('A01', { at: '4W^A^99' })
    expect(codeOf(await peer.ask(message))).toBe('AE')
    expect(codeOf(await peer.ask(message))).toBe('AE')
    expect(await ward.inbound()).toMatchObject([{ outcome: 'quarantined', repeats: 1 }])
  })

  it('with other content is kept, quarantined, and answered AE', async () => {
    await dialled()
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1', id: 'same' })))).toBe('AA')
    const other = adt('A02', { at: '4W^A^2', id: 'same' })
    expect(codeOf(await peer.ask(other))).toBe('AE')
    expect(codeOf(await peer.ask(other))).toBe('AE')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await ward.inbound()).toMatchObject([
      { outcome: 'applied' },
      {
        outcome: 'quarantined',
        reason: 'MSH-10: this control id came before, with other content',
        answer: 'AE',
        repeats: 1,
      },
    ])
  })

  it('corrected after it was refused, is taken under the same id', async () => {
    await dialled()
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1', id: 'x', version: '9.9' })))).toBe('AR')
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1', id: 'x' })))).toBe('AA')
  })
})

describe('what comes in', () => {
  it('is kept byte for byte', async () => {
    await dialled()
    const bytes = Buffer.from(adt('A08', { name: 'MÜLLER^ANNA' }), 'latin1')
    expect(codeOf(await peer.ask(bytes))).toBe('AA')
    const row = await ward.database.row<{ raw: Buffer }>('select raw from inbound')
    expect(row?.raw.equals(bytes)).toBe(true)
    expect(await ward.database.row('select family from patient')).toEqual({ family: 'MÜLLER' })
  })

  it.each(['ORU^R01', 'ADT^A31', 'ADT^A99', 'ZZZ^Z01', 'QRY'])(
    '%s is stored and answered AA',
    async (type) => {
      await dialled()
      const answer = await peer.ask(`MSH|^~\\&|LAB|GH|||20260501||${type}|1|P|2.3\rPID|1`)
      expect(codeOf(answer)).toBe('AA')
      expect(await ward.inbound()).toMatchObject([{ outcome: 'stored', reason: null, answer: 'AA' }])
    },
  )

  it.each([
    ['MSH|^~\\&|A|B|||1||ADT^A01|1|P|3.0', 'AR', 'MSH-12 is no version from 2.1 to 2.8'],
    ['MSH|^~\\&|A|B|||1||ADT^A01|1|X|2.4', 'AR', 'MSH-11 is none of P, T, D'],
    ['MSH|^~\\&|A|B|||1||ADT^A01||P|2.4', 'AR', 'MSH-10 is missing'],
    ['MSH|^~\\&|A|B|||1||ADT^A01|1|P|2.4', 'AE', 'PID-3: no identifier'],
  ])('%s is answered %s', async (message, code, reason) => {
    await dialled()
    expect(codeOf(await peer.ask(message))).toBe(code)
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1' })))).toBe('AA')
    expect((await ward.inbound())[0]).toMatchObject({ reason, answer: code })
  })

  it('an acknowledgement is kept, and not answered', async () => {
    await dialled()
    peer.send('MSH|^~\\&|HIS|GH|||1||ACK^A01|1|P|2.4\rMSA|AA|7')
    expect(codeOf(await peer.ask(adt('A08')))).toBe('AA')
    expect(peer.answers).toHaveLength(1)
    expect(await ward.inbound()).toMatchObject([{ outcome: 'stored', answer: null }, { outcome: 'applied' }])
  })

  it('in enhanced mode is answered CA, and AA when that is asked for', async () => {
    await dialled()
    await peer.ask(adt('A01', { at: '4W^A^1', acks: 'AL|NE' }))
    peer.send(adt('A02', { at: '4W^A^99', acks: 'AL|AL' }))
    await until(() => peer.answers.length === 3, { what: 'three answers' })
    expect(peer.answers.map(codeOf)).toEqual(['CA', 'CA', 'AE'])
    expect((await ward.inbound()).map(({ answer }) => answer)).toEqual(['CA', 'CA AE'])
  })

  it('two messages in one frame are two, each answered', async () => {
    await dialled()
    peer.send(`${adt('A01', { at: '4W^A^1' })}\r${adt('A02', { at: '4W^A^2', when: '20260501090000' })}`)
    await until(() => peer.answers.length === 2, { what: 'two answers' })
    expect(await ward.beds()).toEqual({ '4W-2': 'ORANGE' })
  })

  it('without an MSH is kept as refused, and its connection cut', async () => {
    await dialled()
    peer.send('PID|1||100')
    await until(() => peer.closed(), { what: 'the connection to be cut' })
    expect(peer.answers).toEqual([])
    expect(await ward.inbound()).toEqual([
      { outcome: 'refused', reason: 'MSH: there is none', answer: null, repeats: 0 },
    ])
  })

  it('for which no site is known is quarantined', async () => {
    await dialled()
    await ward.database.rows(
      `insert into site (site, name, time_zone, currency) values ('other', 'Other', 'UTC', 'EUR')`,
    )
    try {
      expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1' })))).toBe('AE')
      expect(codeOf(await peer.ask('MSH|^~\\&|LAB|GH|||1||ORU^R01|1|P|2.3'))).toBe('AA')
    } finally {
      await ward.database.rows(`delete from site where site = 'other'`)
    }
  })

  it('that this program stumbles over is kept, told about, and does not stop the queue', async () => {
    await dialled()
    await ward.database.rows('alter table turnover rename to turnover_gone')
    try {
      expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1' })))).toBe('AE')
    } finally {
      await ward.database.rows('alter table turnover_gone rename to turnover')
    }
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1' })))).toBe('AA')
    expect(await ward.inbound()).toMatchObject([{ outcome: 'quarantined' }, { outcome: 'applied' }])
    expect(
      ward.lines.some(({ msg, level }) => level === 50 && msg === 'hl7 message could not be applied'),
    ).toBe(true)
  })
})

describe('when the database goes away in the middle of a message', () => {
  it('nothing is answered, the connection is closed, and the message sent again has one effect', async () => {
    await dialled()
    const message = adt('A01', { at: '4W^A^1' })
    await ward.database.transaction(async (tx) => {
      await tx.rows('lock table patient in access exclusive mode')
      peer.send(message)
      const waiting = await until(
        () =>
          tx.row<{ pid: number }>(
            `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
          ),
        { what: 'the message to wait for the patients' },
      )
      await tx.rows('select pg_terminate_backend($1)', [waiting.pid])
      await until(() => peer.closed(), { what: 'the connection to be closed' })
    })
    expect(peer.answers).toEqual([])
    expect(await ward.inbound()).toEqual([])
    await dialled()
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
    expect(await ward.inbound()).toMatchObject([{ outcome: 'applied', repeats: 0 }])
  })
})

describe('twenty messages in one packet', () => {
  it('are handled and answered one after the other', async () => {
    await dialled()
    const moves = Array.from({ length: 20 }, (_, i) =>
      adt(i === 0 ? 'A01' : 'A02', {
        id: `P${i}`,
        at: `4W^A^${(i % 4) + 1}`,
        when: `202605010${Math.floor(i / 10)}${String((i % 10) + 10)}00`,
      }),
    )
    peer.write(Buffer.concat(moves.map((message) => framed(Buffer.from(message)))))
    await until(() => peer.answers.length === 20, { what: 'twenty answers' })
    expect(peer.answers.map((answer) => /MSA\|AA\|(P\d+)/.exec(answer)?.[1])).toEqual(
      moves.map((_, i) => `P${i}`),
    )
    expect(await ward.beds()).toEqual({ '4W-4': 'ORANGE' })
  })
})
