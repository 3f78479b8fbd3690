/** A visit to the emergency department from the door to the ward, and every way in which it is corrected. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { keepUsualArrivals } from '../../server/commands/ed/usual-arrivals.ts'
import { empty, layout, minutesAgo, openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
  const units = layout.units.map((unit) =>
    unit.unit === 'ED'
      ? { ...unit, rooms: [{ room: 'Majors', beds: [{ bed: 'ED-1' }, { bed: 'ED-2' }] }] }
      : unit,
  )
  await ward.do('hospital/lay-out', { ...layout, units })
})
afterAll(() => ward.drop())
beforeEach(() => empty(ward.database))

let nth = 0
async function arrives(at?: string): Promise<number> {
  const patient_id = await ward.patient(`Okafor${++nth}`)
  const input = { site: 'gh', patient_id, to: { unit: 'ED' }, complaint: 'chest pain', at }
  return (await ward.do('ed/arrive', input)).encounter_id
}
const visit = async (encounter_id: number) => {
  const row = await ward.database.row<Record<string, unknown>>(
    'select * from ed_visit where encounter_id = $1',
    [encounter_id],
  )
  if (!row) throw new Error('no visit')
  return row
}
const classOf = (encounter_id: number) =>
  ward.database.row('select class, classified_at from encounter where encounter_id = $1', [encounter_id])
const steps = (encounter_id: number) =>
  ward.database.rows<{
    kind: string
    category: number | null
    cancelled_by: string | null
    cancelled_why: string | null
  }>(
    'select kind, category, cancelled_by, cancelled_why from ed_step where encounter_id = $1 order by ed_step_id',
    [encounter_id],
  )

describe('a visit', () => {
  test('is followed from the door to the ward, each step with its instant', async () => {
    const [came, seen, decided] = [minutesAgo(200), minutesAgo(150), minutesAgo(100)]
    const encounter_id = await arrives(came)
    expect(await visit(encounter_id)).toMatchObject({
      mode: 'walk-in',
      complaint: 'chest pain',
      space_at: null,
    })
    await ward.do('ed/triage', { encounter_id, category: 3, at: minutesAgo(190) })
    await ward.do('ed/triage', { encounter_id, category: 2, note: 'paler', at: minutesAgo(170) })
    await ward.do('admissions/transfer', { encounter_id, to: { bed: 'ED-1' }, at: minutesAgo(160) })
    await ward.do('ed/seen', { encounter_id, at: seen })
    await ward.do('ed/decide', { encounter_id, unit: '4W', at: decided })
    expect(await visit(encounter_id)).toMatchObject({
      arrived_at: came,
      category: 2,
      space_at: minutesAgo(160),
      seen_at: seen,
      decided_at: decided,
      left_at: null,
    })
    const left = minutesAgo(5)
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-1' }, at: left })
    expect(await visit(encounter_id)).toMatchObject({ left_at: left, left_how: 'admitted' })
    expect(
      await ward.database.row('select ended_how from bed_request where encounter_id = $1', [encounter_id]),
    ).toEqual({
      ended_how: 'placed',
    })
    // The move was a mistake: they are in the department still, and wait for a bed again.
    await ward.do('admissions/cancel-transfer', { encounter_id, why: 'another patient' })
    expect(await visit(encounter_id)).toMatchObject({
      left_at: null,
      left_how: null,
      space_at: minutesAgo(160),
    })
  })

  test('opens and ends by whatever says that somebody is here: an admission, a move from a ward and back', async () => {
    const encounter_id = await ward.admit('Ibsen', '4W-1', minutesAgo(600))
    const there = minutesAgo(60)
    await ward.do('admissions/transfer', { encounter_id, to: { unit: 'ED' }, at: there })
    expect(await visit(encounter_id)).toMatchObject({ arrived_at: there, left_at: null })
    const back = minutesAgo(20)
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' }, at: back })
    expect(await visit(encounter_id)).toMatchObject({ left_at: back, left_how: 'admitted' })
    await ward.do('visits/cancel', { encounter_id, why: 'nobody' })
    expect((await visit(encounter_id)).cancelled_at).not.toBeNull()
  })

  test('a request for a bed is the decision to admit, whoever asks, and so is becoming an inpatient', async () => {
    const [one, other] = [await arrives(minutesAgo(50)), await arrives(minutesAgo(50))]
    const asked = minutesAgo(10)
    await ward.do('placement/request', { encounter_id: one, from_kind: 'ed', at: asked })
    expect(await visit(one)).toMatchObject({ decided_at: asked })
    await ward.refused('already-done', 'ed/decide', { encounter_id: one })
    await ward.do('admissions/reclassify', { encounter_id: other, class: 'inpatient' })
    expect((await visit(other)).decided_at).not.toBeNull()
  })

  test('the decision makes an inpatient of an emergency from that instant on, and of a corrected one no more', async () => {
    const emergency = { class: 'emergency', classified_at: null }
    const [first, again] = [minutesAgo(60), minutesAgo(40)]
    const encounter_id = await arrives(minutesAgo(90))
    await ward.do('ed/decide', { encounter_id, at: first })
    expect(await classOf(encounter_id)).toEqual({ class: 'inpatient', classified_at: first })
    await ward.do('ed/undo', { encounter_id, what: 'decided', why: 'better' })
    expect(await classOf(encounter_id)).toEqual(emergency)
    await ward.do('placement/request', { encounter_id, from_kind: 'ed', at: again })
    const inpatient = { class: 'inpatient', classified_at: again }
    expect(await classOf(encounter_id)).toEqual(inpatient)
    // On the ward they are one, whatever becomes of the decision.
    await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-1' }, at: minutesAgo(20) })
    await ward.do('ed/undo', { encounter_id, what: 'decided', why: 'another time' })
    expect(await classOf(encounter_id)).toEqual(inpatient)
  })

  test('what was said of the class at another time stays when the decision is taken back', async () => {
    const encounter_id = await arrives(minutesAgo(90))
    await ward.do('ed/decide', { encounter_id, at: minutesAgo(60) })
    await ward.do('admissions/reclassify', { encounter_id, class: 'day', at: minutesAgo(50) })
    const later = minutesAgo(30)
    await ward.do('admissions/reclassify', { encounter_id, class: 'inpatient', at: later })
    await ward.do('ed/undo', { encounter_id, what: 'decided', why: 'better' })
    expect(await classOf(encounter_id)).toEqual({ class: 'inpatient', classified_at: later })
  })

  test('what was wrong is taken back with a reason, said again, and all of it stays on record', async () => {
    const encounter_id = await arrives(minutesAgo(90))
    await ward.do('ed/triage', { encounter_id, category: 4, at: minutesAgo(80) })
    await ward.do('ed/triage', { encounter_id, category: 1, at: minutesAgo(70) })
    await ward.do('ed/undo', { encounter_id, what: 'triaged', why: 'wrong patient' })
    expect(await visit(encounter_id)).toMatchObject({ category: 4 })
    await ward.do('ed/seen', { encounter_id, at: minutesAgo(60) })
    await ward.refused('already-done', 'ed/seen', { encounter_id })
    await ward.do('ed/undo', { encounter_id, what: 'seen', why: 'a student' })
    await ward.do('ed/seen', { encounter_id })
    await ward.do('ed/decide', { encounter_id })
    await ward.do('ed/undo', { encounter_id, what: 'decided', why: 'better' })
    await ward.refused('already-done', 'ed/undo', { encounter_id, what: 'decided', why: 'better' })
    expect(await visit(encounter_id)).toMatchObject({ decided_at: null })
    expect(
      await ward.database.rows('select from bed_request where encounter_id = $1 and ended_at is null', [
        encounter_id,
      ]),
    ).toEqual([])
    expect(await steps(encounter_id)).toEqual([
      { kind: 'triaged', category: 4, cancelled_by: null, cancelled_why: null },
      { kind: 'triaged', category: 1, cancelled_by: 'nurse', cancelled_why: 'wrong patient' },
      { kind: 'seen', category: null, cancelled_by: 'nurse', cancelled_why: 'a student' },
      { kind: 'seen', category: null, cancelled_by: null, cancelled_why: null },
      { kind: 'decided', category: null, cancelled_by: 'nurse', cancelled_why: 'better' },
    ])
  })

  test('who leaves unseen has left so, unless they were seen; and did not leave, when that was a mistake', async () => {
    const encounter_id = await arrives(minutesAgo(90))
    await ward.do('ed/leave-unseen', { encounter_id, why: 'would not wait' })
    expect(await visit(encounter_id)).toMatchObject({ left_how: 'left', seen_at: null })
    await ward.refused('wrong-state', 'ed/triage', { encounter_id, category: 3 })
    await ward.do('admissions/cancel-discharge', { encounter_id, why: 'was outside' })
    await ward.do('ed/seen', { encounter_id })
    await ward.refused('already-done', 'ed/leave-unseen', { encounter_id, why: 'would not wait' })
  })

  test('nothing is done with somebody before they came or after they left', async () => {
    const encounter_id = await arrives(minutesAgo(30))
    await ward.refused('out-of-order', 'ed/seen', { encounter_id, at: minutesAgo(40) })
    await ward.do('admissions/discharge', { encounter_id, at: minutesAgo(10) })
    await ward.refused('out-of-order', 'ed/seen', { encounter_id, at: minutesAgo(5) })
    await ward.do('ed/seen', { encounter_id, at: minutesAgo(20) }) // written down late
    await expect(
      ward.database.rows(
        `insert into ed_step (encounter_id, kind, at, who) values ($1, 'decided', now() - interval '1 day', 'psql')`,
        [encounter_id],
      ),
    ).rejects.toThrow(/ed_visit_in_order/)
  })

  test('a site triages by its own scale', async () => {
    const encounter_id = await arrives()
    const lines = { space: 30, boarding: null, stay: null, 'four-hour': 240, 'twelve-hour': 720 }
    const rules = { site: 'gh', lines, nedocs_counts: 'critical' as const, nedocs_cap: null }
    await ward.refused('invalid-input', 'ed/set-rules', { ...rules, scale: 'own', own_categories: ['now'] })
    await ward.do('ed/set-rules', { ...rules, scale: 'own', own_categories: ['now', 'soon', 'later'] })
    await ward.do('ed/set-attendings', { site: 'gh', attendings: 3 })
    await ward.refused('invalid-input', 'ed/triage', { encounter_id, category: 4 })
    await ward.do('ed/triage', { encounter_id, category: 3 })
    expect(await visit(encounter_id)).toMatchObject({ scale: 'own', category: 3 })
  })
})

describe('an ambulance', () => {
  const ambulance = (ambulance_id: number) =>
    ward.database.row('select * from ed_ambulance where ambulance_id = $1', [ambulance_id])

  test('is announced, comes, brings somebody, and hands over; each can be taken back, last first', async () => {
    const { ambulance_id } = await ward.do('ed/announce-ambulance', {
      site: 'gh',
      call_sign: 'A12',
      expected_at: minutesAgo(20),
      complaint: 'fall from a ladder',
      category: 2,
    })
    const patient_id = await ward.patient('Fallen')
    const came = minutesAgo(18)
    const arrival = { site: 'gh', patient_id, to: { bed: 'ED-2' }, ambulance_id, at: came }
    const { encounter_id } = await ward.do('ed/arrive', arrival)
    expect(await visit(encounter_id)).toMatchObject({ mode: 'ambulance', space_at: came })
    expect(await ambulance(ambulance_id)).toMatchObject({
      arrived_at: came,
      handed_over_at: null,
      encounter_id,
    })
    const over = minutesAgo(2)
    await ward.refused('out-of-order', 'ed/hand-over', { ambulance_id, at: minutesAgo(19) })
    await ward.do('ed/hand-over', { ambulance_id, at: over })
    expect(await ambulance(ambulance_id)).toMatchObject({ handed_over_at: over })
    await ward.refused('already-done', 'ed/hand-over', { ambulance_id })
    await ward.refused('wrong-state', 'ed/undo-ambulance', { ambulance_id, what: 'arrived', why: 'no' })
    await ward.do('ed/undo-ambulance', { ambulance_id, what: 'handed-over', why: 'still in the corridor' })
    expect(await ambulance(ambulance_id)).toMatchObject({ arrived_at: came, handed_over_at: null })
    await ward.refused('wrong-state', 'ed/cancel-ambulance', { ambulance_id, why: 'turned round' })
  })

  test('that turns round is cancelled, with who and why', async () => {
    const { ambulance_id } = await ward.do('ed/announce-ambulance', { site: 'gh', call_sign: 'A13' })
    await ward.do('ed/cancel-ambulance', { ambulance_id, why: 'to another hospital' })
    expect(await ambulance(ambulance_id)).toMatchObject({
      cancelled_by: 'nurse',
      cancelled_why: 'to another hospital',
    })
    await ward.refused('wrong-state', 'ed/ambulance-arrived', { ambulance_id })
  })
})

test('the usual of an hour of the week counts each week of it, the hours in which nobody came too', async () => {
  await ward.database.rows('delete from ed_visit')
  const week = 7 * 24 * 60
  const first = await arrives(minutesAgo(6 * week))
  for (let nth = 0; nth < 3; nth++) await arrives(minutesAgo(2 * week))
  await keepUsualArrivals(ward.database)
  const usual = await ward.database.row<{
    hours: number
    fewest: number
    most: number
    busiest: number
    quiet: number
  }>(
    `select count(*)::integer as hours, min(weeks) as fewest, max(weeks) as most, max(high) as busiest, min(low) as quiet
       from ed_usual`,
  )
  // Six weeks; where clocks changed in between, an hour of the night came once more, or once less.
  expect(usual).toMatchObject({ hours: 168, busiest: 3, quiet: 0 })
  expect(usual?.fewest).toBeGreaterThanOrEqual(5)
  expect(usual?.most).toBeLessThanOrEqual(7)

  // Of those who came before anyone had left, a past that was brought along knows only who stayed long: no week of theirs is whole.
  await ward.do('admissions/discharge', {
    encounter_id: first,
    disposition: 'home',
    at: minutesAgo(3 * week),
  })
  await keepUsualArrivals(ward.database)
  const since = await ward.database.row<{ most: number }>('select max(weeks) as most from ed_usual')
  expect(since?.most).toBeLessThanOrEqual(4)
})

test('what is usual is counted when the hour is another or a past was brought along, and not before', async () => {
  await arrives(minutesAgo(4 * 7 * 24 * 60))
  const hours = async () => (await ward.database.rows('select 1 as one from ed_usual')).length
  const clear = () => ward.database.rows('delete from ed_usual')
  const counted = await keepUsualArrivals(ward.database)
  expect(await hours()).toBe(168)
  await clear()
  const again = await keepUsualArrivals(ward.database, counted)
  // Where the hour ended just then, it is counted for that.
  expect(await hours()).toBe(again === counted ? 0 : 168)
  await ward.do('history/import', { site: 'gh', encounters: [], turns: [] })
  await clear()
  await keepUsualArrivals(ward.database, again)
  expect(await hours()).toBe(168)
})
