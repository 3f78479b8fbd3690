/** What is stored and answered, whatever comes, over a real connection on a real database. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { run } from '../../server/commands/run.ts'
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
  await ward.clear()
})
const dialled = async (): Promise<Peer> => (peer = await ward.peer())
/** An answer but for its own time and id, MSH-7 and MSH-10. */
const withoutStamps = (answer: string): string =>
  answer.replace(/^((?:[^|\r]*\|){6})[^|]*((?:\|[^|\r]*){2}\|)[^|]*/, '$1-$2-')

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

  it('quarantined, is answered the same as long as the reason stands', async () => {
    await dialled()
    const message = adt('A01', { at: '4W^A^99', version: '2.5' })
    const first = await peer.ask(message)
    expect(first).toContain('\rMSA|AE|')
    expect(first).toContain('\rERR||PV1^1^3|204^')
    expect(withoutStamps(await peer.ask(message))).toBe(withoutStamps(first))
    expect(await ward.inbound()).toMatchObject([{ outcome: 'quarantined', answer: 'AE', repeats: 1 }])
  })

  it('quarantined, is applied once the bed is free, and only once', async () => {
    await dialled()
    const taken = { mrn: '200', visit: 'V2', name: 'LEMON^SUE', when: '20260501090000' }
    const message = adt('A01', { at: '4W^A^1', version: '2.5', ...taken })
    await peer.ask(adt('A01', { at: '4W^A^1' }))
    expect(await peer.ask(message)).toContain('\rERR||PV1^1^3|205^Duplicate key identifier^HL70357|E|')
    expect(codeOf(await peer.ask(adt('A11', { at: '4W^A^1' })))).toBe('AA')
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'LEMON' })
    expect((await ward.inbound())[1]).toEqual({ outcome: 'applied', reason: null, answer: 'AA', repeats: 2 })
    const admitted = `select 1 from act where command = 'admissions/admit' and inbound_id = (select max(inbound_id) - 1 from inbound)`
    expect(await ward.database.rows(admitted)).toHaveLength(1)
  })

  it('at once on two connections, after the reason is gone, is applied once', async () => {
    await dialled()
    const other = await ward.peer()
    const message = adt('A01', { at: '4W^A^1', mrn: '200', visit: 'V2', name: 'LEMON^SUE' })
    await peer.ask(adt('A01', { at: '4W^A^1' }))
    expect(codeOf(await peer.ask(message))).toBe('AE')
    await peer.ask(adt('A11', { at: '4W^A^1' }))
    const answers = await Promise.all([peer.ask(message), other.ask(message)])
    expect(answers.map(codeOf)).toEqual(['AA', 'AA'])
    expect(await ward.database.rows(`select 1 from encounter where cancelled_at is null`)).toHaveLength(1)
    expect((await ward.inbound())[1]).toMatchObject({ outcome: 'applied', repeats: 2 })
    await other.close()
  })

  it('refused, is answered with the same field and code', async () => {
    await dialled()
    const message = adt('A01', { at: '4W^A^1', version: '2.5' }).replace('|P|', '|X|')
    const first = await peer.ask(message)
    expect(first).toContain('\rERR||MSH^1^11|202^')
    expect(withoutStamps(await peer.ask(message))).toBe(withoutStamps(first))
    expect(await ward.inbound()).toMatchObject([{ outcome: 'refused', answer: 'AR', repeats: 1 }])
  })

  it('first without its end block, then whole, is applied', async () => {
    await dialled()
    const message = adt('A01', { at: '4W^A^1', id: 'cut' })
    peer.write(Buffer.concat([Buffer.from(`\x0b${message}`), framed(Buffer.from(adt('A08')))]))
    await until(() => peer.answers.length === 2, { what: 'two answers' })
    expect(codeOf(peer.answers[0])).toBe('AR')
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(codeOf(await peer.ask(message))).toBe('AA')
    expect(await ward.beds()).toEqual({ '4W-1': 'ORANGE' })
  })

  it('with other content is kept, quarantined, and answered AE', async () => {
    await dialled()
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1', id: 'same' })))).toBe('AA')
    const other = adt('A02', { at: '4W^A^2', id: 'same', version: '2.5' })
    const first = await peer.ask(other)
    expect(first).toContain('\rMSA|AE|same\rERR||MSH^1^10|205^')
    expect(withoutStamps(await peer.ask(other))).toBe(withoutStamps(first))
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

  it('does not lose to a reused id when it is tried again itself', async () => {
    await dialled()
    const first = adt('A01', { at: '4W^A^99', id: 'same' })
    const other = adt('A01', { at: '4W^A^2', id: 'same' })
    expect(codeOf(await peer.ask(first))).toBe('AE')
    expect(codeOf(await peer.ask(other))).toBe('AE')
    await ward.database.rows(`update bed set code = '99' where code = '4W-4'`)
    try {
      expect(codeOf(await peer.ask(first))).toBe('AA')
      expect(codeOf(await peer.ask(other))).toBe('AE')
      expect(await ward.beds()).toEqual({ '99': 'ORANGE' })
    } finally {
      await ward.database.rows(`update bed set code = '4W-4' where code = '99'`)
    }
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

  it.each(['ORU^R01', 'ADT^A99', 'ZZZ^Z01', 'QRY'])('%s is stored and answered AA', async (type) => {
    await dialled()
    const answer = await peer.ask(`MSH|^~\\&|LAB|GH|||20260501||${type}|1|P|2.3\rPID|1`)
    expect(codeOf(answer)).toBe('AA')
    expect(await ward.inbound()).toMatchObject([{ outcome: 'stored', reason: null, answer: 'AA' }])
  })

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

  it('for which no site is known says what to do, and is applied when that is done', async () => {
    await dialled()
    await ward.database.rows(
      `insert into site (site, name, time_zone, currency) values ('other', 'Other', 'UTC', 'EUR')`,
    )
    const message = adt('A01', { at: '4W^A^1', version: '2.5' })
    try {
      const answer = await peer.ask(message)
      expect(answer).toContain('\rMSA|AE|')
      expect(answer).toContain('|MSH-3, MSH-4: set-sender for MSH-3 "HIS", MSH-4 "GH" names the site')
      expect(codeOf(await peer.ask('MSH|^~\\&|LAB|GH|||1||ORU^R01|1|P|2.3'))).toBe('AA')
      const set = await run(
        ward.database,
        'hospital/set-sender',
        { application: 'HIS', facility: 'GH', site: 'gh' },
        { door: 'system', who: 'test' },
      )
      expect(set.ok).toBe(true)
      expect(codeOf(await peer.ask(message))).toBe('AA')
      expect(
        await ward.database.row('select site, outcome from inbound order by inbound_id limit 1'),
      ).toEqual({
        site: 'gh',
        outcome: 'applied',
      })
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

describe('a frame of many messages', () => {
  const results = (count: number): string[] =>
    Array.from({ length: count }, (_, i) => `MSH|^~\\&|LAB|GH|||1||ORU^R01|R${i}|P|2.3\r`)

  it('is left in the middle when the door closes; what was kept is known when it comes again', async () => {
    await dialled()
    const frame = results(900).join('')
    peer.send(frame)
    await until(() => ward.database.row('select 1 from inbound'), { what: 'the first message' })
    const began = performance.now()
    await ward.reopen()
    expect(performance.now() - began).toBeLessThan(2_500)
    await until(() => peer.closed(), { what: 'the goodbye' })
    const kept = (await ward.inbound()).length
    expect(kept).toBeLessThan(900)
    expect(peer.answers).toHaveLength(kept)

    peer = await ward.peer()
    peer.send(results(kept + 5).join(''))
    await until(() => peer.answers.length === kept + 5, { what: 'all answers', timeoutMs: 20_000 })
    const rows = await ward.inbound()
    expect(rows).toHaveLength(kept + 5)
    expect(rows.filter(({ repeats }) => repeats === 1)).toHaveLength(kept)
  })

  it('is refused when there are more than a thousand, and its connection is cut', async () => {
    await dialled()
    peer.send(results(1001).join(''))
    await until(() => peer.closed(), { what: 'the cut' })
    expect(peer.answers.map((answer) => answer.split('\r')[1])).toEqual([
      'MSA|AR|R0|the frame: more than 1000 messages in one',
    ])
    expect(await ward.inbound()).toMatchObject([{ outcome: 'refused', answer: 'AR' }])
    await dialled()
    expect(codeOf(await peer.ask(results(1)[0] ?? ''))).toBe('AA')
  })
})
