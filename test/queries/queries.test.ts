import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { queries, type QueryName, type QueryResult } from '../../schema/queries.ts'
import { answers } from '../../server/queries/index.ts'
import { minutesAgo, nurse, openWard, type Ward } from '../commands/ward.ts'
import { anybody } from '../support/keys.ts'

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

/** Asks as the HTTP door does: input checked by the contract, and the answer held against it. */
async function ask<Q extends QueryName>(name: Q, input: object): Promise<QueryResult<Q> | undefined> {
  const answer = await answers[name](ward.database, queries[name].input.parse(input) as never, anybody)
  return answer && (queries[name].result.strict().parse(answer) as QueryResult<Q>)
}

test('the sites with their units and how many beds each has', async () => {
  const answer = await ask('sites', {})
  expect(answer?.sites).toMatchObject([
    {
      site: 'gh',
      units: [
        { unit: '4W', beds: 4 },
        { unit: 'ICU', beds: 2 },
        { unit: 'ED', beds: 0 },
      ],
    },
  ])
})

test('the story of a bed, newest first: who lay there, its turns, and every act', async () => {
  const encounter_id = await ward.admit('Abara', 'ICU-1', minutesAgo(30))
  await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(10) })
  await ward.do('cleaning/finish', { site: 'gh', bed: 'ICU-1' }, { ...nurse, who: 'cleaner' })
  const cancelled = await ward.admit('Brown', 'ICU-1')
  await ward.do('admissions/cancel-admit', { encounter_id: cancelled, why: 'wrong bed' })
  const story = await ask('bed-story', { site: 'gh', bed: 'ICU-1' })
  expect(story?.unit).toBe('ICU')
  expect(story?.stays).toMatchObject([
    { name: 'Brown', ended_at: null },
    { name: 'Abara', mrn: '0000001', began_at: minutesAgo(30), ended_at: minutesAgo(10), cancelled_at: null },
  ])
  expect(story?.stays[0]?.cancelled_at).not.toBeNull()
  expect(story?.turnovers.at(-1)).toMatchObject({ vacated_at: minutesAgo(10), cancelled_at: null })
  expect(story?.acts.map((act) => [act.command, act.who])).toEqual([
    ['admissions/cancel-admit', 'nurse'],
    ['admissions/admit', 'nurse'],
    ['cleaning/finish', 'cleaner'],
    ['admissions/discharge', 'nurse'],
    ['admissions/admit', 'nurse'],
    ['hospital/lay-out', 'nurse'],
  ])
  expect(story?.acts.at(-1)?.input).toEqual({ site: 'gh' }) // and not the whole hospital
  expect((await ask('bed-story', { site: 'gh', bed: 'ICU-1', limit: '2' }))?.acts).toHaveLength(2)
  expect(await ask('bed-story', { site: 'gh', bed: 'X' })).toBeUndefined()
})

test('an encounter whole, with the stays that were corrected', async () => {
  const encounter_id = await ward.admit('Clark', '4W-1', minutesAgo(30))
  await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
  await ward.do('admissions/cancel-transfer', { encounter_id, why: 'wrong bed' })
  const answer = await ask('encounter', { encounter_id: String(encounter_id) })
  expect(answer).toMatchObject({ name: 'Clark', class: 'inpatient', ended_at: null, site: 'gh' })
  expect(answer?.stays.map((stay) => [stay.bed, stay.ended_at, stay.cancelled_at !== null])).toEqual([
    ['4W-1', null, false],
    ['4W-2', null, true],
  ])
  expect(answer?.acts.map((act) => act.command)).toEqual([
    'admissions/cancel-transfer',
    'admissions/transfer',
    'admissions/admit',
  ])
  expect(await ask('encounter', { encounter_id: 999_999 })).toBeUndefined()
})

test('an encounter tells its way out: every plan and who said it, what held the patient up, the order', async () => {
  const encounter_id = await ward.admit('Leaver', undefined, minutesAgo(30))
  const [soon, later] = [minutesAgo(-60), minutesAgo(-120)]
  for (const expected_discharge_at of [later, soon])
    await ward.do('admissions/plan-discharge', { encounter_id, expected_discharge_at })
  const raised = await ward.do('discharges/raise-barrier', { encounter_id, kind: 'letter', owner: 'Dr Osei' })
  await ward.do('discharges/clear-barrier', { barrier_id: raised.barrier_id })
  await ward.do('discharges/order', { encounter_id, at: minutesAgo(5) })
  expect(await ask('encounter', { encounter_id: String(encounter_id) })).toMatchObject({
    expected_discharge_at: soon,
    expected: [
      { expected_at: later, said_by: 'nurse' },
      { expected_at: soon, said_by: 'nurse' },
    ],
    barriers: [{ kind: 'letter', owner: 'Dr Osei', cleared_by: 'nurse', cancelled_at: null }],
    discharge_ordered_at: minutesAgo(5),
    discharge_ordered_by: 'nurse',
    ready_to_leave_at: null,
  })
  await ward.do('admissions/discharge', { encounter_id })
})

test('those who wait are open encounters without a bed, the longest first', async () => {
  const patient_id = await ward.patient('Diaz', { given: 'Dora' })
  const nowhere = await ward.do('admissions/admit', { site: 'gh', patient_id, class: 'outpatient' })
  const inED = await ward.do('admissions/admit', {
    site: 'gh',
    patient_id: await ward.patient('Evans'),
    class: 'emergency',
    to: { unit: 'ED' },
    at: minutesAgo(90),
  })
  const answer = await ask('waiting', { site: 'gh' })
  expect(answer?.waiting.map((row) => [row.encounter_id, row.name, row.unit])).toEqual([
    [inED.encounter_id, 'Evans', 'ED'],
    [nowhere.encounter_id, 'Diaz, Dora', null],
  ])
  expect(answer?.waiting[0]?.since).toBe(minutesAgo(90))
  await ward.do('admissions/transfer', { encounter_id: inED.encounter_id, to: { bed: '4W-3' } })
  await ward.do('admissions/cancel-admit', { encounter_id: nowhere.encounter_id, why: 'x' })
  expect(await ask('waiting', { site: 'gh' })).toEqual({ waiting: [] })
  expect(await ask('waiting', { site: 'nowhere' })).toBeUndefined()
})

describe('patients are found', () => {
  let okafor: number
  let old: number
  beforeAll(async () => {
    okafor = await ward.patient('Okafor', {
      given: 'Amara Grace',
      identifiers: [{ authority: 'nhs', value: '943 476 5919' }],
    })
    old = await ward.patient('Okonkwo', { given: 'A', mrn: 'OLD-7' })
    await ward.do('patients/merge', { patient_id: old, into_patient_id: okafor })
    await ward.patient('van der Berg', { given: '50%' })
    await ward.patient('50_', { given: 'x' })
  })
  const found = async (find: string): Promise<string[]> =>
    (await ask('patients', { site: 'gh', find }))?.patients.map((patient) => patient.family) ?? []

  test('by the beginning of a name, in either order, in any case', async () => {
    for (const find of ['oka', 'OKAFOR', 'amara', 'okafor, am', 'amara okafor', 'Okafor Amara G']) {
      expect(await found(find), find).toEqual(['Okafor'])
    }
    expect(await found('van der b')).toEqual(['van der Berg'])
    expect(await found('zz')).toEqual([])
  })

  test('by a number, also an old one, also without its zeros; merged records by the survivor', async () => {
    const answer = await ask('patients', { site: 'gh', find: 'OLD-7' })
    expect(answer?.patients).toMatchObject([{ patient_id: okafor, family: 'Okafor', encounter: null }])
    expect(answer?.patients[0]?.identifiers.map((one) => one.value)).toContain('OLD-7')
    expect(await found('okonkwo')).toEqual(['Okafor'])
    expect(await found('943 476 5919')).toEqual(['Okafor'])
    const mrn = answer?.patients[0]?.identifiers[0]?.value ?? ''
    expect(mrn).toMatch(/^0{4,}\d+$/)
    expect(await found(String(Number(mrn)))).toEqual(['Okafor'])
  })

  test('what is typed is text: % and _ stand for themselves, quotes end nothing', async () => {
    expect(await found('50%')).toEqual(['van der Berg'])
    expect(await found('50_')).toEqual(['50_'])
    for (const find of ["' or 1=1 --", '\\', '%', '_', ',', "o'"]) expect(await found(find), find).toEqual([])
  })

  test('with where they are now; only those the site knows; at most 50', async () => {
    await ward.do('admissions/admit', {
      site: 'gh',
      patient_id: old,
      class: 'inpatient',
      to: { bed: '4W-4' },
    })
    const answer = await ask('patients', { site: 'gh', find: 'okafor' })
    expect(answer?.patients[0]?.encounter).toMatchObject({ class: 'inpatient', unit: '4W', bed: '4W-4' })
    await ward.do('hospital/lay-out', {
      site: 'other',
      name: 'Other',
      time_zone: 'UTC',
      currency: 'EUR',
      units: [],
    })
    expect(await ask('patients', { site: 'other', find: 'okafor' })).toEqual({ patients: [] })
    expect(await ask('patients', { site: 'nowhere', find: 'okafor' })).toBeUndefined()
    await ward.database.rows(
      `with p as (insert into patient (family) select 'Many' from generate_series(1, 60) returning patient_id)
       insert into patient_identifier (patient_id, site, authority, value)
       select patient_id, 'gh', 'gh', 'many-' || patient_id from p`,
    )
    expect(await found('many')).toHaveLength(50)
  })
})

describe('a message', () => {
  test('of HL7 is shown as it came, with what was done because of it', async () => {
    const inbound = await ward.database.row<{ inbound_id: number }>(
      `insert into inbound (site, application, facility, control_id, kind, version, hash, raw, outcome, answer)
       values ('gh', 'HIS', 'A', 'c1', 'ADT^A01', '2.5', '\\x00', $1, 'applied', 'AA') returning inbound_id`,
      [Buffer.from('MSH|^~\\&|HIS\rPID|||\xfc', 'latin1')],
    )
    const inbound_id = inbound?.inbound_id ?? 0
    await ward.do(
      'patients/register',
      { site: 'gh', family: 'Foo' },
      { door: 'hl7', who: 'HIS^A', inbound_id },
    )
    expect(await ask('message', { key: `m${inbound_id}` })).toMatchObject({
      door: 'hl7',
      sender: 'HIS^A',
      outcome: 'applied',
      text: 'MSH|^~\\&|HIS\nPID|||\\xFC',
      acts: [{ command: 'patients/register', door: 'hl7', who: 'HIS^A' }],
    })
  })

  test('of MQTT that could not be taken is shown with its reason', async () => {
    const letter = await ward.database.row<{ id: number }>(
      `insert into dead_letter (site, topic, payload, reason) values ('gh', 'wardroom/gh/bed/s1/occupancy', '{}', 'at: missing')
       returning dead_letter_id as id`,
    )
    expect(await ask('message', { key: `d${letter?.id}` })).toMatchObject({
      door: 'mqtt',
      kind: 'occupancy',
      outcome: 'refused',
      reason: 'at: missing',
      text: '{}',
      acts: [],
    })
  })

  test('that is not there is not found', async () => {
    for (const key of ['m999', 'd999', `m${'9'.repeat(40)}`])
      expect(await ask('message', { key })).toBeUndefined()
  })
})

test('who is told: the settings of each, how it stands with it, and whether its port can be reached', async () => {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo // it listens on TCP
  const settings = { site: 'gh', name: 'PAS', host: '127.0.0.1', port, application: 'PAS' }
  const { receiver_id } = await ward.do('interfaces/set-receiver', settings)
  await ward.admit('Okoro', 'ICU-2', minutesAgo(1))
  const listed = async () => (await ask('receivers', { site: 'gh' }))?.receivers
  expect(await listed()).toMatchObject([
    { ...settings, on_reject: 'go-on', active: true, waiting: 2, parked: 0, last_taken_at: null },
  ])
  await ward.database.rows(`update outbound set parked_at = now(), last_error = 'AR: no'`)
  expect(await listed()).toMatchObject([{ waiting: 0, parked: 2, last_error: 'AR: no' }])

  expect(await ask('receiver-reached', { receiver_id })).toMatchObject({ found: 'reached' })
  await new Promise((resolve) => listener.close(resolve))
  expect(await ask('receiver-reached', { receiver_id })).toMatchObject({ found: 'nobody-listens' })
  await ward.do('interfaces/set-receiver', { ...settings, host: 'no-such-host.invalid' })
  expect(await ask('receiver-reached', { receiver_id })).toMatchObject({ found: 'no-such-host' })
  expect(await ask('receiver-reached', { receiver_id: 999_999 })).toBeUndefined()
})

test('who sends: how each is read, and whose messages wait because nothing says which site they are about', async () => {
  await ward.database.rows(
    `insert into site (site, name, time_zone, currency) values ('second', 'Second', 'UTC', 'EUR')`,
  )
  try {
    const reason = 'MSH-3, MSH-4: set-sender for MSH-3 "PAS", MSH-4 "" names the site'
    for (const control of ['1', '2'])
      await ward.database.rows(
        `insert into inbound (application, facility, control_id, kind, hash, raw, outcome, reason)
         values ('PAS', '', $1, 'ADT^A01', '', '', 'quarantined', $2)`,
        [control, reason],
      )
    const waits = { application: 'PAS', facility: '', messages: 2, reason }
    expect(await ask('senders', {})).toMatchObject({ senders: [], waiting: [{ ...waits, known: false }] })

    const settings = {
      application: 'PAS',
      facility: '*',
      site: 'gh',
      bed_component: 4,
      clocks: ['MSH-7' as const],
    }
    await ward.do('hospital/set-sender', settings)
    expect(await ask('senders', { site: 'gh' })).toMatchObject({
      senders: [
        { ...settings, unit_component: 1, room_component: 2, time_zone: null, quarantine_answer: 'AE' },
      ],
      waiting: [{ ...waits, known: true }],
    })
    expect(await ask('senders', { site: 'second' })).toMatchObject({ senders: [] })
  } finally {
    await ward.database.rows(`delete from inbound where application = 'PAS'`)
    await ward.database.rows(`delete from sender where application = 'PAS'`)
    await ward.database.rows(`delete from site where site = 'second'`)
  }
})
