/** Webhooks: signed as the standard says, without names, in order and once, through slowness, refusals, absence and a new secret. */
import pino from 'pino'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandInput, CommandName, CommandResult } from '../../schema/commands/index.ts'
import { webhookBodies, webhookEvents, type WebhookBody } from '../../schema/webhooks.ts'
import { run } from '../../server/commands/run.ts'
import { Outgoing } from '../../server/outgoing/outgoing.ts'
import { signature } from '../../server/outgoing/webhook-signature.ts'
import { webhooksTo } from '../../server/outgoing/where-to.ts'
import { queries } from '../../schema/queries.ts'
import { answers } from '../../server/queries/index.ts'
import { anybody } from '../support/keys.ts'
import { openWard, type Ward } from '../hl7/ward.ts'
import { until } from '../support/until.ts'
import { Program } from './program.ts'

let ward: Ward
let program: Program
let outgoing: Outgoing | undefined
const by = { door: 'http', viewer: 'permitted', who: 'Ines' } as const
const FAMILY = 'Quillfeather'

beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())
beforeEach(async () => void (program = await new Program().start()))
afterEach(async () => {
  await outgoing?.stop()
  outgoing = undefined
  await program.kill()
  await ward.clear()
})

async function does<C extends CommandName>(name: C, input: CommandInput<C>): Promise<CommandResult<C>> {
  const outcome = await run(ward.database, name, input, by)
  if (!outcome.ok) throw new Error(`${name}: ${outcome.message}`)
  return outcome.result
}
const VISITS = webhookEvents.filter((event) => event !== 'bed.changed')
async function tells(more: Partial<CommandInput<'interfaces/set-webhook'>> = {}): Promise<number> {
  const input = { site: 'gh', name: 'Bed app', url: program.url, events: VISITS, ...more }
  const { receiver_id, secret } = await does('interfaces/set-webhook', input)
  if (secret !== undefined) program.secret = secret
  return receiver_id
}
function sending(networks: readonly string[] = ['127.0.0.0/8']): void {
  outgoing = new Outgoing({
    database: ward.database,
    rota: { onDuty: true },
    log: pino({ level: 'silent' }),
    webhooks: webhooksTo(networks),
    limits: { answerMs: 300 },
    backoff: () => 30,
  })
  outgoing.start()
}
const admitted = async (bed: string): Promise<number> => {
  const who = { site: 'gh', family: FAMILY, given: 'Ada', birth_date: '1980-02-29' }
  const { patient_id } = await does('patients/register', who)
  const to = { bed }
  return (await does('admissions/admit', { site: 'gh', patient_id, class: 'inpatient', to })).encounter_id
}
const queue = () =>
  ward.database.rows<{ outbound_id: number; kind: string; state: string; last_error: string | null }>(
    `select outbound_id, kind, last_error, case when sent_at is not null then 'sent' when parked_at is not null then 'parked'
            else 'waiting' end as state from outbound order by outbound_id`,
  )
const idle = () =>
  until(async () => (await queue()).every(({ state }) => state !== 'waiting'), { what: 'an empty queue' })

describe('the signature', () => {
  it.each([
    [
      'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD',
      'msg_27UH4WbU6Z5A5EzD8u03UvzRbpk',
      1649367553,
      '{"email":"test@example.com","username":"test_user"}',
      'v1,tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=',
    ],
    [
      'whsec_plJ3nmyCDGBKInavdOK15jsl',
      'msg_loFOjxBNrRLzqYUf',
      1731705121,
      '{"event_type":"ping","data":{"success":true}}',
      'v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=',
    ],
  ])('is that of others who sign so (%s)', (secret, id, seconds, body, expected) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    expect(signature([key], { id, at: new Date(seconds * 1000 + 900), body })).toEqual({
      'webhook-id': id,
      'webhook-timestamp': String(seconds),
      'webhook-signature': expected,
    })
  })
})

describe('a program is told', () => {
  it('each event of a visit by its name, in order, as the contract says, and of nobody who it was', async () => {
    await tells({ events: webhookEvents })
    const encounter_id = await admitted('4W-1')
    await does('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    await does('admissions/cancel-transfer', { encounter_id, why: 'never went' })
    await does('admissions/plan-discharge', { encounter_id, expected_discharge_at: '2026-12-01T10:00:00Z' })
    await does('admissions/discharge', { encounter_id })
    await does('admissions/cancel-discharge', { encounter_id, why: 'came back' })
    const with_encounter_id = await admitted('4W-3')
    await does('admissions/swap', { encounter_id, with_encounter_id })
    await does('admissions/cancel-admit', { encounter_id, why: 'mistake' })
    sending()
    await idle()
    expect(program.refused).toEqual([])
    const visits = program.heard.filter(({ body }) => body.type !== 'bed.changed')
    expect(visits.map(({ body }) => body.type)).toEqual([
      'visit.admitted',
      'visit.moved',
      'visit.move_cancelled',
      'visit.changed',
      'visit.discharged',
      'visit.discharge_cancelled',
      'visit.admitted',
      'visit.exchanged',
      'visit.admission_cancelled',
    ])
    expect(program.heard.length).toBeGreaterThan(visits.length)
    for (const { body } of program.heard)
      expect(webhookBodies[body.type].safeParse(body).error).toBeUndefined()
    expect(visits[1]?.body.data).toEqual({
      site: 'gh',
      from: { unit: '4W', room: 'A', bed: '4W-1' },
      visit: expect.objectContaining({
        encounter_id,
        place: { unit: '4W', room: 'A', bed: '4W-2' },
      }) as object,
    })
    const said = program.heard.map(({ text }) => text).join()
    for (const secret of [FAMILY, 'Ada', '1980', 'mrn', 'female', '"names"'])
      expect(said).not.toContain(secret)
    expect(new Set(program.heard.map(({ id }) => id)).size).toBe(program.heard.length)
    expect(program.heard[0]?.headers).toMatchObject({ 'content-type': 'application/json' })
  })

  it('who it was, where it was granted that', async () => {
    await tells({ names: true })
    await admitted('4W-1')
    sending()
    await idle()
    const names = { family: FAMILY, given: 'Ada', birth_date: '1980-02-29', hidden: false, disposition: null }
    expect(program.heard[0]?.body.data).toMatchObject({ visit: { names } })
  })

  it('nothing of events it did not ask for, nor of another site, nor while it is switched off', async () => {
    await tells({ events: ['visit.discharged'] })
    const encounter_id = await admitted('4W-1')
    await does('admissions/discharge', { encounter_id })
    await tells({ active: false })
    await admitted('4W-2')
    expect((await queue()).map(({ kind }) => kind)).toEqual(['visit.discharged'])
  })

  it('a test, when somebody asks for one, behind what waits', async () => {
    const receiver_id = await tells()
    await admitted('4W-1')
    await does('interfaces/send-test', { receiver_id })
    sending()
    await idle()
    expect(program.types).toEqual(['visit.admitted', 'webhook.test'])
    await tells({ active: false })
    expect(await run(ward.database, 'interfaces/send-test', { receiver_id }, by)).toMatchObject({
      code: 'wrong-state',
    })
  })
})

describe('a program that', () => {
  it('is away, then slow, then fails is told again under the same id, and what follows waits its turn', async () => {
    await tells()
    const encounter_id = await admitted('4W-1')
    await does('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    await program.kill()
    sending()
    await until(async () => /ECONNREFUSED/.test((await queue())[0]?.last_error ?? ''), {
      what: 'a refused call',
    })
    let tries = 0
    program.reply = () => {
      tries += 1
      if (tries === 1) return () => undefined // it says nothing
      return [503, 429, 302][tries - 2] ?? 200
    }
    await program.start()
    await idle()
    const [first, second] = await queue()
    expect(program.heard.map(({ id }) => id)).toEqual([
      ...Array.from({ length: 5 }, () => `WR${first?.outbound_id}`),
      `WR${second?.outbound_id}`,
    ])
    // Each try is signed anew: what is overheard today is too old tomorrow.
    expect(new Set(program.heard.slice(0, 5).map(({ text }) => text)).size).toBe(1)
  })

  it('will not have a message has it parked after five times, 410 at once, and the rest goes on', async () => {
    await tells()
    const encounter_id = await admitted('4W-1')
    await does('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    await does('admissions/discharge', { encounter_id })
    const replies: Partial<Record<WebhookBody['type'], number>> = {
      'visit.admitted': 422,
      'visit.moved': 410,
    }
    program.reply = ({ body }) => replies[body.type] ?? 200
    sending()
    await idle()
    expect(program.types).toEqual([
      ...Array.from({ length: 5 }, () => 'visit.admitted'),
      'visit.moved',
      'visit.discharged',
    ])
    expect((await queue()).map(({ state, last_error }) => [state, last_error])).toEqual([
      ['parked', '422'],
      ['parked', '410'],
      ['sent', null],
    ])
  })

  it('answers without end is listened to no longer than it takes to hear yes', async () => {
    await tells()
    await admitted('4W-1')
    let closed = false
    program.reply = () => (response) => {
      response.writeHead(200)
      const more = setInterval(() => response.write('x'.repeat(65_536)), 1)
      response.on('close', () => {
        clearInterval(more)
        closed = true
      })
    }
    sending()
    await idle()
    await until(() => closed, { what: 'the connection to be closed' })
    expect(program.types).toEqual(['visit.admitted'])
  })
})

describe('its secret', () => {
  it('is told once, and stands on no record and in no answer', async () => {
    const receiver_id = await tells()
    const secret = program.secret.slice('whsec_'.length)
    expect(Buffer.from(secret, 'base64')).toHaveLength(32)
    await tells() // said again, it stays what it was
    expect((await does('interfaces/set-webhook', settings())).secret).toBeUndefined()
    const acts = await ward.database.rows('select * from act')
    expect(JSON.stringify(acts)).not.toContain(secret)
    expect(receiver_id).toBeGreaterThan(0)
  })

  it('is renewed while both are good, so that no message is missed, and the old one ends', async () => {
    const receiver_id = await tells()
    const old = program.secret
    const { secret = '' } = await does('interfaces/renew-secret', { receiver_id, keep_hours: 1 })
    await admitted('4W-1')
    sending()
    await idle()
    program.secret = secret
    await admitted('4W-2')
    await idle()
    expect([program.types, program.refused]).toEqual([['visit.admitted', 'visit.admitted'], []])
    expect(String(program.heard[0]?.headers['webhook-signature']).split(' ')).toHaveLength(2)
    await does('interfaces/renew-secret', { receiver_id, keep_hours: 0 })
    const good = await ward.database.rows(
      'select 1 from webhook_secret where receiver_id = $1 and (until is null or until > now())',
      [receiver_id],
    )
    expect(good).toHaveLength(1)
    program.secret = old
    await admitted('4W-3')
    await until(() => program.refused.length, { what: 'a message the old secret does not fit' })
  })
})

const settings = () => ({ site: 'gh', name: 'Bed app', url: program.url, events: VISITS })

describe('a webhook', () => {
  it('is listed with how it stands with it, and with no secret of it', async () => {
    const receiver_id = await tells({ events: ['visit.admitted', 'bed.changed'] })
    await admitted('4W-1')
    await does('interfaces/renew-secret', { receiver_id })
    const listed = await answers.receivers(ward.database, { site: 'gh' }, anybody)
    expect(listed && queries.receivers.result.strict().parse(listed)).toMatchObject({
      receivers: [],
      webhooks: [
        {
          ...{ receiver_id, name: 'Bed app', url: program.url, names: false, waiting: 2, parked: 0 },
          events: ['visit.admitted', 'bed.changed'],
          old_secret_until: expect.any(String) as string,
        },
      ],
    })
    expect(JSON.stringify(listed)).not.toMatch(/whsec|"secret"/)
  })

  it('is told by HTTPS, and in plain only on this machine', async () => {
    for (const url of [
      'http://example.org/',
      'ftp://127.0.0.1/',
      'https://a:b@example.org/',
      'https://',
      'x',
    ])
      expect(await run(ward.database, 'interfaces/set-webhook', { ...settings(), url }, by)).toMatchObject({
        code: 'invalid-input',
      })
  })

  it('and a system that is told over HL7 have names of their own', async () => {
    await tells()
    const hl7 = { site: 'gh', name: 'Bed app', host: 'pas', port: 2575, application: 'PAS' }
    expect(await run(ward.database, 'interfaces/set-receiver', hl7, by)).toMatchObject({
      code: 'already-exists',
    })
    await does('interfaces/set-receiver', { ...hl7, name: 'PAS' })
    const other = { ...settings(), name: 'PAS' }
    expect(await run(ward.database, 'interfaces/set-webhook', other, by)).toMatchObject({
      code: 'already-exists',
    })
  })

  it('in the house is told nothing where nobody said that it may be there', async () => {
    await tells()
    await admitted('4W-1')
    sending([])
    await until(async () => (await queue())[0]?.last_error, { what: 'it to be noted' })
    expect((await queue())[0]?.last_error).toBe('no receiver may be at that address')
    expect(program.heard).toEqual([])
  })
})
