/** From asking for a bed to lying in it, and what comes between. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  bedStates,
  empty,
  layout,
  minutesAgo,
  nurse,
  openWard,
  reservations,
  staysOf,
  type Ward,
} from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
  await ward.do('hospital/lay-out', {
    ...layout,
    site: 'nw',
    name: 'Northwest',
    units: [
      {
        unit: 'N1',
        name: 'North 1',
        kind: 'medical',
        rooms: [{ room: '1', beds: [{ bed: 'N1-1' }, { bed: 'N1-2' }] }],
      },
    ],
  })
})
afterAll(() => ward.drop())
// One ward for all: each begins with empty, clean beds.
beforeEach(() => empty(ward.database))

const bea = { ...nurse, who: 'Bea' }
const cy = { ...nurse, who: 'Cy' }
const waiting = (family = 'Abara') => inUnit(family, 'ED')
async function inUnit(family: string, unit: string): Promise<number> {
  const patient_id = await ward.patient(family)
  const admitted = await ward.do('admissions/admit', {
    site: 'gh',
    patient_id,
    class: 'emergency',
    to: { unit },
    at: minutesAgo(60),
  })
  return admitted.encounter_id
}
const ask = async (encounter_id: number, more = {}) =>
  (await ward.do('placement/request', { encounter_id, from_kind: 'ed', ...more }, bea)).request_id
const endOf = (request_id: number) =>
  ward.database.row<{ ended_how: string | null; ended_by: string | null; ended_why: string | null }>(
    'select ended_how, ended_by, ended_why from bed_request where request_id = $1',
    [request_id],
  )

describe('a request', () => {
  test('leads to a bed that is kept, then taken: it is over, and so is the reservation', async () => {
    const encounter_id = await waiting()
    const request_id = await ask(encounter_id, { priority: 'urgent' })
    await ward.do('placement/assign', { request_id, bed: '4W-1' }, bea)
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'reserved' })
    await ward.do('placement/ready', { request_id })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-1' } }, cy)
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'placed', ended_by: 'Cy' })
    expect(await reservations(ward.database)).toEqual(['arrived'])
    await ward.refused('wrong-state', 'placement/assign', { request_id, bed: '4W-2' })
  })
  test('waits again, since when it was asked, when the move was a mistake', async () => {
    const encounter_id = await waiting()
    const request_id = await ask(encounter_id)
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-1' } })
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'placed' })
    await ward.do('admissions/cancel-transfer', { encounter_id, why: 'wrong bed' })
    expect(await endOf(request_id)).toMatchObject({ ended_how: null })
  })
  test('does not wait for one who has left, when their move is called off late; it does if they had not left', async () => {
    const encounter_id = await waiting()
    const request_id = await ask(encounter_id)
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-1' } })
    await ward.do('admissions/discharge', { encounter_id })
    await ward.do('admissions/cancel-transfer', { encounter_id, why: 'wrong bed' })
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'cancelled', ended_why: 'discharged' })
    await ward.do('admissions/cancel-discharge', { encounter_id, why: 'still here' })
    expect(await endOf(request_id)).toMatchObject({ ended_how: null, ended_why: null })
  })
  test('is not over by a move within the unit, to nowhere in particular, or to another unit than was asked for', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    const request_id = await ask(encounter_id, { from_kind: 'unit', unit: 'ICU', level: 'icu' })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
    await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ED' } })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-3' } })
    expect(await endOf(request_id)).toMatchObject({ ended_how: null })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: 'ICU-2' } })
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'placed' })
  })
  test('that is answered by another bed lets the kept one go', async () => {
    const encounter_id = await waiting()
    const request_id = await ask(encounter_id)
    await ward.do('placement/assign', { request_id, bed: '4W-1' })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-3' } })
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'placed' })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'ready', '4W-3': 'occupied' })
  })
  test('is one a patient; the second asker reads who asked', async () => {
    const encounter_id = await waiting()
    await ask(encounter_id)
    const refusal = await ward.refused('already-exists', 'placement/request', {
      encounter_id,
      from_kind: 'ed',
    })
    expect(refusal.message).toContain('Bea')
  })
  test('ends with the patient who leaves, and comes back when they had not left', async () => {
    const encounter_id = await waiting()
    const request_id = await ask(encounter_id)
    await ward.do('admissions/discharge', { encounter_id })
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'cancelled', ended_why: 'discharged' })
    await ward.do('admissions/cancel-discharge', { encounter_id, why: 'still here' })
    expect(await endOf(request_id)).toMatchObject({ ended_how: null })
  })
  test('cancelled, frees its bed; reopened, waits again', async () => {
    const request_id = await ask(await waiting())
    await ward.do('placement/assign', { request_id, bed: '4W-1' })
    await ward.do('placement/cancel', { request_id, why: 'goes home' })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'ready' })
    await ward.do('placement/reopen', { request_id })
    await ward.refused('already-done', 'placement/reopen', { request_id })
  })
  test('is answered by an admission under a number of its own, precautions and all', async () => {
    const encounter_id = await waiting()
    const request_id = await ask(encounter_id)
    await ward.do('placement/set-precaution', { encounter_id, kind: 'contact', organism: 'MRSA' })
    await ward.do('placement/assign', { request_id, bed: '4W-1' })
    const { patient_id } = (await ward.database.row<{ patient_id: number }>(
      'select patient_id from encounter where encounter_id = $1',
      [encounter_id],
    )) ?? { patient_id: 0 }
    const come = await ward.do('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { bed: '4W-1' },
    })
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'placed' })
    expect(
      await ward.database.rows('select kind, organism from precaution where encounter_id = $1', [
        come.encounter_id,
      ]),
    ).toEqual([{ kind: 'contact', organism: 'MRSA' }])
  })
  test('changes what is named, and says when nothing would change', async () => {
    const request_id = await ask(await waiting(), {
      features: ['telemetry', 'telemetry'],
      specialty: 'stroke',
    })
    await ward.do('placement/change', { request_id, priority: 'emergency', unit: '4W', specialty: null })
    expect(
      await ward.database.row(
        'select priority, features, specialty, unit_id is not null as unit from bed_request where request_id = $1',
        [request_id],
      ),
    ).toEqual({ priority: 'emergency', features: ['telemetry'], specialty: null, unit: true })
    await ward.refused('already-done', 'placement/change', { request_id, priority: 'emergency' })
    await ward.refused('not-found', 'placement/change', { request_id, unit: 'N1' }) // another site's
  })
})

test('of two who keep one bed at once one has it, and the other reads for whom and by whom', async () => {
  const [one, two] = [await ask(await waiting('Abara')), await ask(await waiting('Brown'))]
  const outcomes = await Promise.all([
    ward.try('placement/assign', { request_id: one, bed: '4W-1' }, bea),
    ward.try('placement/assign', { request_id: two, bed: '4W-1' }, cy),
  ])
  expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1)
  const [first] = outcomes
  expect(outcomes.find((outcome) => !outcome.ok)).toMatchObject({
    code: 'bed-reserved',
    details: first.ok ? { for: { name: 'Abara' }, by: 'Bea' } : { for: { name: 'Brown' }, by: 'Cy' },
  })
})

test('of two who keep two beds for one patient at once, one has done it', async () => {
  const request_id = await ask(await waiting())
  const outcomes = await Promise.all(
    ['4W-1', '4W-2'].map((bed) => ward.try('placement/assign', { request_id, bed }, bea)),
  )
  expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.code)).sort()).toEqual([
    'already-exists',
    'done',
  ])
})

describe('a decline', () => {
  test('lets the kept bed go, stays on record, and is taken back once', async () => {
    const request_id = await ask(await waiting())
    await ward.do('placement/assign', { request_id, bed: '4W-1' })
    const no = { request_id, unit: '4W', reason: 'no-nurse' as const }
    const { decline_id } = await ward.do('placement/decline', no)
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'ready' })
    await ward.refused('already-done', 'placement/decline', no)
    await ward.do('placement/cancel-decline', { decline_id })
    await ward.refused('already-done', 'placement/cancel-decline', { decline_id })
    await ward.do('placement/decline', no)
  })
  test('of one bed leaves a bed kept beside it alone', async () => {
    const request_id = await ask(await waiting())
    await ward.do('placement/assign', { request_id, bed: '4W-1' })
    await ward.do('placement/decline', { request_id, unit: '4W', bed: '4W-2', reason: 'equipment' })
    expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'reserved' })
  })
})

test('a patient says when they may move; the clock of the move does not start twice', async () => {
  const request_id = await ask(await waiting())
  const later = new Date(Date.now() + 3_600_000).toISOString()
  await ward.do('placement/ready', { request_id, ready_at: later })
  await ward.do('placement/ready', { request_id })
  await ward.refused('already-done', 'placement/ready', { request_id })
  await ward.do('placement/ready', { request_id, ready_at: null })
})

test('a bed that is cleaned while it is kept is ready since then', async () => {
  await ward.do('cleaning/ask', { site: 'gh', bed: '4W-1', at: minutesAgo(30) })
  await ward.do('placement/assign', { request_id: await ask(await waiting()), bed: '4W-1' })
  const at = minutesAgo(1)
  await ward.do('cleaning/start', { site: 'gh', bed: '4W-1', at: minutesAgo(20) })
  await ward.do('cleaning/finish', { site: 'gh', bed: '4W-1', at })
  expect(await ward.database.row(`select ready_since from bed where code = '4W-1'`)).toEqual({
    ready_since: at,
  })
})

describe('to another site', () => {
  test('the patient leaves here and arrives there in one act, under that site’s number and the same precautions', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    await ward.do('placement/set-precaution', { encounter_id, kind: 'droplet', organism: 'flu' })
    const request_id = await ask(encounter_id, { to_site: 'nw', unit: 'N1', from_kind: 'other-site' })
    await ward.refused('wrong-state', 'placement/send', { request_id }) // no bed is kept there
    await ward.do('placement/assign', { request_id, bed: 'N1-1' }, bea)
    const sent = await ward.do('placement/send', { request_id }, bea)
    expect(await endOf(request_id)).toMatchObject({ ended_how: 'placed', ended_by: 'Bea' })
    expect(await bedStates(ward.database)).toMatchObject({ 'N1-1': 'occupied' })
    const [left] = await staysOf(ward.database, encounter_id)
    const [come] = await staysOf(ward.database, sent.encounter_id)
    expect(come).toMatchObject({ place: 'N1-1', began_at: left?.ended_at })
    expect(
      await ward.database.rows(
        `select e.site, e.mrn <> '' as mrn, e.disposition, p.kind, p.ended_how
           from encounter e join precaution p using (encounter_id) order by e.encounter_id`,
      ),
    ).toEqual([
      { site: 'gh', mrn: true, disposition: 'transferred', kind: 'droplet', ended_how: 'left' },
      { site: 'nw', mrn: true, disposition: null, kind: 'droplet', ended_how: null },
    ])
    expect(await reservations(ward.database)).toEqual(['placed'])
  })
  test('a bed there may be kept only for whom a bed there was asked for', async () => {
    const encounter_id = await waiting()
    await ward.refused('invalid-input', 'beds/reserve', { site: 'nw', bed: 'N1-1', encounter_id })
    const request_id = await ask(encounter_id, { to_site: 'nw' })
    await ward.do('beds/reserve', { site: 'nw', bed: 'N1-1', encounter_id })
    await ward.refused('not-found', 'placement/assign', { request_id, bed: '4W-1' })
  })
  test('is refused when somebody under precautions would share the room, and nothing has changed', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1', minutesAgo(60))
    const request_id = await ask(encounter_id, { to_site: 'nw' })
    await ward.do('placement/assign', { request_id, bed: 'N1-1' })
    const there = await ward.do('admissions/admit', {
      site: 'nw',
      patient_id: await ward.patient('Brown'),
      class: 'inpatient',
      to: { bed: 'N1-2' },
    })
    await ward.do('placement/set-precaution', { encounter_id: there.encounter_id, kind: 'contact' })
    await ward.refused('isolation-rule', 'placement/send', { request_id })
    expect((await staysOf(ward.database, encounter_id)).at(-1)).toMatchObject({
      place: '4W-1',
      ended_at: null,
    })
    await ward.do('placement/send', { request_id, override: ['isolation-rule'] })
  })
})
