import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../support/until.ts'
import { bedStates, nurse, openWard, staysOf, type Ward } from './ward.ts'

let ward: Ward
beforeEach(async () => void (ward = await openWard()))
afterEach(() => ward.drop())

test('of eight who take one bed at once one has it, and seven are told who', async () => {
  const patients: number[] = []
  for (let i = 0; i < 8; i++) patients.push(await ward.patient(`Patient ${i}`))
  const outcomes = await Promise.all(
    patients.map((patient_id) =>
      ward.try('admissions/admit', { site: 'gh', patient_id, class: 'inpatient', to: { bed: '4W-1' } }),
    ),
  )
  const won = outcomes.filter((outcome) => outcome.ok)
  expect(won).toHaveLength(1)
  const encounter_id = won[0]?.ok ? won[0].result.encounter_id : undefined
  for (const outcome of outcomes) {
    if (outcome.ok) continue
    expect(outcome).toMatchObject({ code: 'bed-taken', details: { bed: '4W-1', holder: { encounter_id } } })
    expect(outcome.details['since']).toMatch(/Z$/)
  }
})

test('the second waits for the first to commit, and then sees them in the bed', async () => {
  const patient_id = await ward.patient('Second')
  const first = await ward.admit('First', '4W-2')
  let second: Promise<unknown> | undefined
  await ward.database.transaction(async (tx) => {
    await tx.rows(`select 1 from bed where code = '4W-1' for no key update`)
    second = ward.try('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { bed: '4W-1' },
    })
    await blockedByUs()
    await tx.rows(
      `insert into stay (encounter_id, patient_id, site, unit_id, bed_id, began_at)
       select e.encounter_id, e.patient_id, e.site, b.unit_id, b.bed_id, now()
         from encounter e, bed b where b.code = '4W-1' and e.encounter_id = $1`,
      [
        (
          await ward.do('admissions/admit', {
            site: 'gh',
            patient_id: await ward.patient('Third'),
            class: 'day',
          })
        ).encounter_id,
      ],
    )
  })
  expect(await second).toMatchObject({ ok: false, code: 'bed-taken', details: { holder: { name: 'Third' } } })
  expect((await staysOf(ward.database, first)).map((stay) => stay.place)).toEqual(['4W-2'])
})

test('what slips past the look is refused by the constraint, in the same words', async () => {
  // A writer who takes no lock: a stay in the bed, not committed yet, seen by nobody but the constraint.
  const patient_id = await ward.patient('Second')
  const other = await ward.do('admissions/admit', {
    site: 'gh',
    patient_id: await ward.patient('Psql'),
    class: 'day',
  })
  let second: Promise<unknown> | undefined
  await ward.database.transaction(async (tx) => {
    await tx.rows(
      `insert into stay (encounter_id, patient_id, site, unit_id, bed_id, began_at)
       select e.encounter_id, e.patient_id, e.site, b.unit_id, b.bed_id, now() - interval '1 hour'
         from encounter e, bed b where b.code = '4W-1' and e.encounter_id = $1`,
      [other.encounter_id],
    )
    second = ward.try('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { bed: '4W-1' },
    })
    await blockedByUs()
  })
  expect(await second).toMatchObject({
    ok: false,
    code: 'bed-taken',
    details: { bed: '4W-1', holder: { encounter_id: other.encounter_id, name: 'Psql' } },
  })
})

test('swaps and transfers in a circle, all at once, wait for each other in order: none is lost to a deadlock', async () => {
  const encounters = [
    await ward.admit('A', '4W-1'),
    await ward.admit('B', '4W-2'),
    await ward.admit('C', '4W-3'),
    await ward.admit('D', 'ICU-1'),
  ]
  const deadlocks = async (): Promise<unknown> =>
    ward.database.row('select deadlocks from pg_stat_database where datname = current_database()')
  const before = await deadlocks()
  for (let round = 0; round < 5; round++) {
    const outcomes = await Promise.all(
      encounters.flatMap((encounter_id, i) => {
        const next = encounters[(i + 1) % encounters.length] ?? 0
        return [
          ward.try('admissions/swap', { encounter_id, with_encounter_id: next }),
          ward.try('admissions/swap', { encounter_id: next, with_encounter_id: encounter_id }),
        ]
      }),
    )
    expect(outcomes.map((outcome) => outcome.ok)).toEqual(outcomes.map(() => true))
  }
  expect(await deadlocks()).toEqual(before)
  const states = Object.values(await bedStates(ward.database))
  expect(states.filter((state) => state === 'occupied')).toHaveLength(4)
})

test('two moves of one patient at once are done one after the other', async () => {
  const encounter_id = await ward.admit('Abara', '4W-1')
  const outcomes = await Promise.all(
    ['4W-2', '4W-3', 'ICU-1', 'ICU-2'].map((bed) =>
      ward.try('admissions/transfer', { encounter_id, to: { bed } }),
    ),
  )
  expect(outcomes.every((outcome) => outcome.ok)).toBe(true)
  expect(await staysOf(ward.database, encounter_id)).toHaveLength(5)
})

test('the same key is the same request: done once, answered alike, also at once', async () => {
  const by = { ...nurse, key: 'k1' }
  const input = { site: 'gh', family: 'Abara' }
  const outcomes = await Promise.all([1, 2, 3, 4].map(() => ward.try('patients/register', input, by)))
  const later = await ward.try('patients/register', input, by)
  const results = [...outcomes, later].map((outcome) => (outcome.ok ? outcome.result : outcome.code))
  for (const result of results) expect(result).toEqual(results[0])
  expect(outcomes[0]).toMatchObject({ ok: true })
  expect(await ward.database.rows('select 1 as one from patient')).toHaveLength(1)
})

test('the same key with another input or another command is refused; from somebody else it is another key', async () => {
  const by = { ...nurse, key: 'k1' }
  await ward.do('patients/register', { site: 'gh', family: 'Abara' }, by)
  const reused = { ok: false, code: 'key-reused' }
  expect(await ward.try('patients/register', { site: 'gh', family: 'Brown' }, by)).toMatchObject(reused)
  expect(await ward.try('beds/unblock', { site: 'gh', bed: '4W-1' }, by)).toMatchObject(reused)
  await ward.do('patients/register', { site: 'gh', family: 'Brown' }, { ...by, who: 'doctor' })
})

test('of one key with two inputs at once one is done', async () => {
  const by = { ...nurse, key: 'k1' }
  const outcomes = await Promise.all(
    ['Abara', 'Brown'].map((family) => ward.try('patients/register', { site: 'gh', family }, by)),
  )
  expect(outcomes.map((outcome) => (outcome.ok ? 'done' : outcome.code)).sort()).toEqual([
    'done',
    'key-reused',
  ])
})

test('a refused request may come again with its key', async () => {
  const by = { ...nurse, key: 'k1' }
  expect(await ward.try('beds/unblock', { site: 'gh', bed: '4W-1' }, by)).toMatchObject({ ok: false })
  await ward.do('beds/block', { site: 'gh', bed: '4W-1', reason: 'repair' })
  await ward.do('beds/unblock', { site: 'gh', bed: '4W-1' }, by)
})

test('MRNs given at once are all different', async () => {
  const patients = await Promise.all(
    Array.from({ length: 12 }, (_, i) => ward.try('patients/register', { site: 'gh', family: `P${i}` })),
  )
  const mrns = patients.map((outcome) => (outcome.ok ? outcome.result.mrn : outcome.code))
  expect(new Set(mrns).size).toBe(12)
})

/** Until somebody waits for what our transaction holds. */
async function blockedByUs(): Promise<void> {
  await until(
    async () => {
      const waiting = await ward.database.rows(
        `select 1 as one from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return waiting.length > 0
    },
    { what: 'somebody to wait for the lock' },
  )
}

test('of eight sensors put to one bed at once the last has it, and seven are at none', async () => {
  const codes = Array.from({ length: 8 }, (_, nth) => `claims-${nth}`)
  const outcomes = await Promise.all(
    codes.map((code) => ward.try('devices/register', { site: 'gh', kind: 'bed', code, bed: '4W-1' })),
  )
  expect(outcomes.filter((outcome) => !outcome.ok)).toEqual([])
  expect(
    await ward.database.rows(
      `select count(*)::int as all, count(bed_id)::int as at_a_bed from device where code like 'claims-%'`,
    ),
  ).toEqual([{ all: 8, at_a_bed: 1 }])
})
