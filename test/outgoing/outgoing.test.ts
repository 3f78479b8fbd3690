/** What other systems are told: the right event, in order, once, through kills and refusals; and a second Wardroom as one. */
import { fc } from '@fast-check/vitest'
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import { run } from '../../server/commands/run.ts'
import { Outgoing } from '../../server/outgoing/outgoing.ts'
import { webhooksTo } from '../../server/outgoing/where-to.ts'
import { adt, codeOf } from '../hl7/peer.ts'
import { openWard, type Ward } from '../hl7/ward.ts'
import { until } from '../support/until.ts'
import { Receiver } from './receiver.ts'

let ward: Ward
let pas: Receiver
let outgoing: Outgoing | undefined
const by = { door: 'http', viewer: 'permitted', who: 'Ines' } as const
const log = pino({ level: 'silent' })

beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())
beforeEach(async () => void (pas = await new Receiver().start()))
afterEach(async () => {
  await outgoing?.stop()
  outgoing = undefined
  await pas.kill()
  await ward.clear()
})

async function does<C extends CommandName>(name: C, input: CommandInput<C>): Promise<CommandResult<C>> {
  const outcome = await run(ward.database, name, input, by)
  if (!outcome.ok) throw new Error(`${name}: ${outcome.message}`)
  return outcome.result
}
const tells = (more: Partial<CommandInput<'interfaces/set-receiver'>> = {}) =>
  does('interfaces/set-receiver', {
    site: 'gh',
    name: 'PAS',
    host: '127.0.0.1',
    port: pas.port,
    application: 'PAS',
    ...more,
  })
function sending(): void {
  const limits = { answerMs: 300 }
  outgoing = new Outgoing({
    database: ward.database,
    rota: { onDuty: true },
    log,
    webhooks: webhooksTo([]),
    limits,
    backoff: () => 30,
  })
  outgoing.start()
}
const someone = async (family = 'Abara'): Promise<number> =>
  (await does('patients/register', { site: 'gh', family, given: 'Ada', birth_date: '1980-02-29' })).patient_id
const admitted = async (bed: string, family?: string): Promise<number> => {
  const patient_id = await someone(family)
  const to = { bed }
  return (await does('admissions/admit', { site: 'gh', patient_id, class: 'inpatient', to })).encounter_id
}
const queue = () =>
  ward.database.rows<{ outbound_id: number; kind: string; state: string; last_error: string | null }>(
    `select outbound_id, kind, last_error, case when sent_at is not null then 'sent' when skipped_at is not null then 'skipped'
            when parked_at is not null then 'parked' else 'waiting' end as state from outbound order by outbound_id`,
  )
const idle = () =>
  until(async () => (await queue()).every(({ state }) => state !== 'waiting'), {
    what: 'the queue to be empty',
  })
const VISITS: CommandInput<'interfaces/set-receiver'>['kinds'] = [
  'A01',
  'A02',
  'A03',
  'A08',
  'A11',
  'A12',
  'A13',
  'A17',
]

describe('a receiver is told', () => {
  it('each event of a visit by its name, in order, each once', async () => {
    await tells({ kinds: VISITS })
    const encounter_id = await admitted('4W-1', "O'Neill|^~\\&")
    const before = (await ward.inbound()).length
    await does('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    await does('admissions/cancel-transfer', { encounter_id, why: 'never went' })
    await does('admissions/plan-discharge', { encounter_id, expected_discharge_at: '2026-12-01T10:00:00Z' })
    await does('admissions/discharge', { encounter_id })
    await does('admissions/cancel-discharge', { encounter_id, why: 'came back' })
    await does('admissions/cancel-admit', { encounter_id, why: 'mistake' })
    sending()
    await idle()
    expect(pas.kinds).toEqual(['A01', 'A02', 'A12', 'A08', 'A03', 'A13', 'A11'])
    const [a01 = '', a02 = ''] = pas.heard
    expect(a01).toContain('|ADT^A01^ADT_A01|WR')
    expect(a01).toContain("|O'Neill\\F\\\\S\\\\R\\\\E\\\\T\\^Ada|")
    expect(a01).toContain('\rPV1|1|I|4W^A^4W-1|')
    expect(a02).toContain('\rPV1|1|I|4W^A^4W-2|||4W^A^4W-1|')
    expect((await ward.inbound()).length).toBe(before)
  })

  it('of an exchange of beds as one message, and of a bed whenever its status is another', async () => {
    await tells()
    const encounter_id = await admitted('4W-1')
    const with_encounter_id = await admitted('4W-2', 'Zhou')
    await does('admissions/swap', { encounter_id, with_encounter_id })
    await does('admissions/discharge', { encounter_id })
    await does('beds/block', { site: 'gh', bed: '4W-3', reason: 'contaminated' })
    sending()
    await idle()
    expect(pas.kinds).toEqual(['A01', 'A20', 'A01', 'A20', 'A17', 'A03', 'A20', 'A20'])
    expect(pas.heard[4]?.match(/\rPV1\|\d\|I\|[^|]*/g)).toEqual([
      '\rPV1|1|I|4W^A^4W-2',
      '\rPV1|2|I|4W^A^4W-1',
    ])
    expect(pas.heard.flatMap((message) => /\rNPU\|(.*)\r/.exec(message)?.[1] ?? [])).toEqual([
      '4W^A^4W-1|O',
      '4W^A^4W-2|O',
      '4W^A^4W-2|H',
      '4W^A^4W-3|K',
    ])
  })

  it('nothing that it said itself, and nothing while it is not active', async () => {
    await tells({ kinds: VISITS, application: 'HIS', facility: 'GH' })
    const peer = await ward.peer()
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1' })))).toBe('AA')
    expect(await queue()).toEqual([])
    await does('interfaces/set-receiver', {
      site: 'gh',
      name: 'Other',
      host: '127.0.0.1',
      port: 1,
      application: 'X',
      active: false,
    })
    expect(codeOf(await peer.ask(adt('A02', { at: '4W^A^2', when: '20260501090000' })))).toBe('AA')
    expect(await queue()).toEqual([])
    await tells({ kinds: VISITS, application: 'PAS' })
    expect(codeOf(await peer.ask(adt('A02', { at: '4W^A^3', when: '20260501100000' })))).toBe('AA')
    expect(await queue()).toMatchObject([{ kind: 'A01' }]) // it never heard of this visit
    await peer.close()
  })

  it('nothing of what was refused, or quarantined and rolled back', async () => {
    await tells({ kinds: VISITS })
    await admitted('4W-1')
    const patient_id = await someone('Zhou')
    const input = { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-1' } } as const
    expect((await run(ward.database, 'admissions/admit', input, by)).ok).toBe(false)
    const peer = await ward.peer()
    expect(codeOf(await peer.ask(adt('A01', { at: '4W^A^1' })))).toBe('AE')
    expect(await queue()).toHaveLength(1)
    await peer.close()
  })
})

describe('the queue', () => {
  it('survives the death of the receiver and of the sender: nothing lost, the order kept, the same ids again', async () => {
    await tells({ kinds: VISITS })
    const encounter_id = await admitted('4W-1')
    pas.reply = () => 'hang up'
    sending()
    await until(() => pas.heard.length >= 2, { what: 'two tries' })
    await pas.kill()
    for (const bed of ['4W-2', '4W-3', '4W-4'])
      await does('admissions/transfer', { encounter_id, to: { bed } })
    await until(async () => /ECONNREFUSED/.test((await queue())[0]?.last_error ?? ''), {
      what: 'a refused call',
    })
    await outgoing?.stop()
    outgoing = undefined
    pas.reply = () => 'AA'
    pas.heard.length = 0
    await pas.start()
    sending()
    await idle()
    const ids = (await queue()).map(({ outbound_id }) => `WR${outbound_id}`)
    expect(pas.events).toEqual([`A01 ${ids[0]}`, `A02 ${ids[1]}`, `A02 ${ids[2]}`, `A02 ${ids[3]}`])
  })

  it('waits through silence and errors, one message in flight, and gives up on an error after five times', async () => {
    await tells({ kinds: VISITS })
    const encounter_id = await admitted('4W-1')
    await does('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    let tries = 0
    pas.reply = (message) => {
      if (!message.includes('ADT^A01')) return 'AA'
      tries += 1
      return tries === 1 ? 'silence' : 'AE'
    }
    sending()
    await idle()
    expect(await queue()).toMatchObject([
      { kind: 'A01', state: 'parked', last_error: 'AE 204 not here' },
      { kind: 'A02', state: 'sent' },
    ])
    expect(pas.kinds).toEqual(['A01', 'A01', 'A01', 'A01', 'A01', 'A02'])
  })

  it('goes on past a rejected message, which a person resends or skips with a reason', async () => {
    await tells({ kinds: VISITS })
    const encounter_id = await admitted('4W-1')
    await does('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    pas.reply = (message) => (message.includes('ADT^A01') ? 'AR' : 'AA')
    sending()
    await idle()
    const [parked, sent] = await queue()
    expect([parked?.state, sent?.state]).toEqual(['parked', 'sent'])
    pas.reply = () => 'AA'
    await does('interfaces/resend', { outbound_id: parked?.outbound_id ?? 0 })
    await idle()
    expect(pas.kinds).toEqual(['A01', 'A02', 'A01'])
    expect(pas.events[2]).toBe(pas.events[0])
    const skip = { outbound_id: sent?.outbound_id ?? 0, why: 'known there' }
    expect(await run(ward.database, 'interfaces/skip', skip, by)).toMatchObject({ code: 'already-done' })
  })

  it('stops at a rejected message where the setting says so, until it is skipped', async () => {
    await tells({ kinds: VISITS, on_reject: 'stop' })
    const encounter_id = await admitted('4W-1')
    await does('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    pas.reply = (message) => (message.includes('ADT^A01') ? 'AR' : 'AA')
    sending()
    await until(async () => (await queue())[0]?.state === 'parked', { what: 'the parked one' })
    expect((await queue())[1]?.state).toBe('waiting')
    await does('interfaces/skip', { outbound_id: (await queue())[0]?.outbound_id ?? 0, why: 'known there' })
    await idle()
    expect(pas.kinds).toEqual(['A01', 'A02'])
  })

  it('is sent by the one server on duty', async () => {
    await tells({ kinds: VISITS })
    sending()
    const other = new Outgoing({
      database: ward.database,
      rota: { onDuty: false },
      log,
      webhooks: webhooksTo([]),
    })
    other.start()
    const encounter_id = await admitted('4W-1')
    for (const bed of ['4W-2', '4W-3']) await does('admissions/transfer', { encounter_id, to: { bed } })
    await idle()
    await other.stop()
    expect(pas.kinds).toEqual(['A01', 'A02', 'A02'])
  })
})

describe('a second Wardroom', () => {
  it('that is told has the same patients in the same beds, whatever happened', async () => {
    const there = await openWard()
    try {
      await tells({ port: there.port(), kinds: VISITS })
      sending()
      const beds = ['4W-1', '4W-2', '4W-3', '4W-4']
      const act = fc.record({
        what: fc.constantFrom('admit', 'move', 'swap', 'leave', 'no move', 'no leave', 'no admission'),
        who: fc.nat(3),
        other: fc.nat(3),
        bed: fc.constantFrom(...beds),
      })
      const encounters: number[] = []
      let nth = 0
      for (const { what, who, other, bed } of fc.sample(act, { numRuns: 160, seed: 7 })) {
        const encounter_id = encounters.at(-1 - who) ?? 0
        const override = ['bed-not-ready' as const]
        const acts: Record<string, () => Promise<unknown>> = {
          admit: async () => {
            const patient_id = await someone(`P${(nth += 1)}`)
            const input = { site: 'gh', patient_id, class: 'inpatient', to: { bed }, override } as const
            const done = await run(ward.database, 'admissions/admit', input, by)
            if (done.ok) encounters.push(done.result.encounter_id)
          },
          move: () => run(ward.database, 'admissions/transfer', { encounter_id, to: { bed }, override }, by),
          swap: () => {
            const input = { encounter_id, with_encounter_id: encounters.at(-1 - other) ?? 0 }
            return run(ward.database, 'admissions/swap', input, by)
          },
          leave: () => run(ward.database, 'admissions/discharge', { encounter_id }, by),
          'no move': () => run(ward.database, 'admissions/cancel-transfer', { encounter_id, why: 'x' }, by),
          'no leave': () => run(ward.database, 'admissions/cancel-discharge', { encounter_id, why: 'x' }, by),
          'no admission': () => run(ward.database, 'admissions/cancel-admit', { encounter_id, why: 'x' }, by),
        }
        await acts[what]?.()
      }
      await idle()
      const odd = (await there.inbound()).filter(({ outcome }) => outcome !== 'applied')
      expect(odd).toEqual([])
      expect(await there.beds()).toEqual(await ward.beds())
      expect((await there.inbound()).length).toBeGreaterThan(20)
    } finally {
      await outgoing?.stop()
      outgoing = undefined
      await there.drop()
    }
  }, 20_000)
})
