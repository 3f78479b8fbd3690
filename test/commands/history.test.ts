import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandInput } from '../../schema/commands/index.ts'
import type { PastEncounter } from '../../schema/commands/history.ts'
import { run } from '../../server/commands/run.ts'
import { freshDatabase, type FreshDatabase } from '../support/database.ts'

const HOUR_MS = 3_600_000
const ago = (hours: number): string => new Date(Date.now() - hours * HOUR_MS).toISOString()

describe('bringing the past along', () => {
  let ward: FreshDatabase
  let numbers = 0
  beforeAll(async () => {
    ward = await freshDatabase()
    const laid = await run(
      ward.database,
      'hospital/lay-out',
      {
        site: 'gh',
        name: 'General',
        time_zone: 'Europe/London',
        currency: 'GBP',
        units: [
          {
            unit: '4W',
            name: 'Four West',
            kind: 'medical',
            rooms: [{ room: 'A', beds: ['1', '2', '3', '4', '5', '6'].map((bed) => ({ bed })) }],
          },
          {
            unit: 'ED',
            name: 'Emergency',
            kind: 'emergency',
            rooms: [{ room: 'Majors', beds: [{ bed: 'E1' }] }],
          },
        ],
      },
      { door: 'http', viewer: 'permitted', who: 'sister' },
    )
    expect(laid.ok).toBe(true)
  })
  afterAll(() => ward.drop())

  const bring = (
    input: Omit<CommandInput<'history/import'>, 'site'>,
    key?: string,
  ): ReturnType<typeof run<'history/import'>> =>
    run(
      ward.database,
      'history/import',
      { site: 'gh', ...input },
      { door: 'http', viewer: 'permitted', who: 'archivist', ...(key !== undefined && { key }) },
    )

  /** Somebody who lay in a bed from then until then; until: null, still does. */
  function lay(
    bed: string,
    from: number,
    until: number | null,
    more: Partial<PastEncounter> = {},
  ): PastEncounter {
    const ended_at = until === null ? null : ago(until)
    return {
      mrn: `A${++numbers}`,
      family: 'Winterbourne',
      class: 'inpatient',
      started_at: ago(from),
      ended_at,
      disposition: until === null ? null : 'home',
      stays: [{ to: { bed }, began_at: ago(from), ended_at }],
      ...more,
    }
  }
  const count = async (sql: string): Promise<number> =>
    (await ward.database.row<{ n: number }>(`select count(*) as n from ${sql}`))?.n ?? -1

  test('a patient who still lies there is on record like any other, and can be discharged', async () => {
    const brought = await bring({ encounters: [lay('1', 30, null, { mrn: 'STAYS' })] })
    expect(brought).toMatchObject({ ok: true, result: { encounters: 1, stays: 1, turns: 0 } })
    const open = await ward.database.row<{ encounter_id: number }>(
      "select encounter_id from encounter where mrn = 'STAYS'",
    )
    const left = await run(
      ward.database,
      'admissions/discharge',
      { encounter_id: open?.encounter_id },
      { door: 'http', viewer: 'permitted', who: 'sister' },
    )
    expect(left.ok).toBe(true)
  })

  test('who has the number already is the patient, and comes a second time', async () => {
    await bring({ encounters: [lay('2', 90, 80, { mrn: 'TWICE' })] })
    await bring({ encounters: [lay('2', 20, 10, { mrn: 'TWICE', family: 'Wadlow' })] })
    expect(await count("patient_identifier where value = 'TWICE'")).toBe(1)
    expect(await count("encounter where mrn = 'TWICE'")).toBe(2)
  })

  test('two in one bed at one time are refused, and nothing of the batch is taken', async () => {
    const before = await count('encounter')
    const refused = await bring({ encounters: [lay('3', 70, 60), lay('3', 65, 50)] })
    expect(refused).toMatchObject({ ok: false, code: 'bed-taken' })
    expect(await count('encounter')).toBe(before)
  })

  test('what lies in the future has not happened; an unknown bed is named', async () => {
    expect(await bring({ encounters: [lay('3', 5, -2)] })).toMatchObject({ ok: false, code: 'invalid-input' })
    expect(await bring({ encounters: [lay('99', 5, 2)] })).toMatchObject({
      ok: false,
      code: 'not-found',
      message: 'There is no bed 99 in gh.',
    })
  })

  test('stays with a gap, a turn out of order and a departure to nowhere are not understood', async () => {
    const gap = lay('3', 40, 30)
    gap.stays = [
      { to: { bed: '3' }, began_at: ago(40), ended_at: ago(36) },
      { to: { bed: '4' }, began_at: ago(35), ended_at: gap.ended_at },
    ]
    expect(await bring({ encounters: [gap] })).toMatchObject({ ok: false, code: 'invalid-input' })
    const turn = { bed: '3', vacated_at: ago(4), started_at: ago(5), finished_at: ago(3) }
    expect(await bring({ turns: [turn] })).toMatchObject({ ok: false, code: 'invalid-input' })
    expect(await bring({ encounters: [lay('3', 40, 30, { disposition: null })] })).toMatchObject({
      ok: false,
      code: 'invalid-input',
    })
  })

  test('what the emergency department knew comes along: triage, who saw them, the decision, the ambulance', async () => {
    const brought = lay('E1', 5, 2, {
      mrn: 'CAME-BY-AMBULANCE',
      class: 'inpatient',
      emergency: {
        mode: 'ambulance',
        complaint: 'Chest pain',
        triaged_at: ago(4.9),
        category: 2,
        seen_at: ago(4.5),
        decided_at: ago(3),
        ambulance: {
          call_sign: 'Medic 7',
          announced_at: ago(5.2),
          arrived_at: ago(5),
          handed_over_at: ago(4.8),
        },
      },
    })
    expect(await bring({ encounters: [brought] })).toMatchObject({ ok: true })
    const visit = await ward.database.row(
      `select e.classified_at, v.mode, v.complaint, v.scale, v.category, v.triaged_at, v.seen_at, v.decided_at, a.call_sign, a.arrived_at,
              a.handed_over_at
         from ed_visit v join encounter e using (encounter_id) join ed_ambulance a using (encounter_id)
        where e.mrn = 'CAME-BY-AMBULANCE'`,
    )
    const { ambulance, ...told } = brought.emergency ?? {}
    expect(visit).toEqual({
      ...told,
      classified_at: told.decided_at, // an inpatient from then on
      scale: 'esi',
      call_sign: 'Medic 7',
      arrived_at: ambulance?.arrived_at,
      handed_over_at: ambulance?.handed_over_at,
    })
    const before = lay('E1', 9, 8, { class: 'emergency', emergency: { triaged_at: ago(9.5), category: 3 } })
    expect(await bring({ encounters: [before] })).toMatchObject({ ok: false, code: 'out-of-order' })
  })

  test('a bed cannot be occupied and wait for cleaning', async () => {
    const refused = await bring({
      encounters: [lay('4', 9, null)],
      turns: [{ bed: '4', vacated_at: ago(10), asked_at: ago(9.5) }],
    })
    expect(refused).toMatchObject({ ok: false, code: 'bed-occupied' })
  })

  test('sent twice with one key it is done once', async () => {
    const past = { encounters: [lay('5', 50, 48)] }
    const [one, other] = [await bring(past, 'once'), await bring(past, 'once')]
    expect(one).toMatchObject({ ok: true })
    expect(other).toMatchObject({ ok: true, result: one.ok && one.result })
    expect(await count('stay s join bed b using (bed_id) where b.code = $$5$$')).toBe(1)
  })

  test('a free bed is ready since its last turn, unless something happened here since', async () => {
    const turn = (finished: number): CommandInput<'history/import'>['turns'] => [
      {
        bed: '6',
        vacated_at: ago(finished + 2),
        asked_at: ago(finished + 1),
        started_at: ago(finished + 0.5),
        finished_at: ago(finished),
      },
    ]
    const since = async (): Promise<number> => {
      const bed = await ward.database.row<{ at: string }>(
        "select ready_since as at from bed where code = '6'",
      )
      return Math.round((Date.now() - Date.parse(bed?.at ?? '')) / HOUR_MS)
    }
    await bring({ turns: turn(20) })
    expect(await since()).toBe(20)
    await bring({ turns: turn(40) }) // older: the newer one still counts
    expect(await since()).toBe(20)
    const by = { door: 'http', viewer: 'permitted', who: 'sister' } as const
    await run(ward.database, 'beds/block', { site: 'gh', bed: '6', reason: 'repair' }, by)
    await run(ward.database, 'beds/unblock', { site: 'gh', bed: '6' }, by)
    await bring({ turns: turn(5) })
    expect(await since()).toBe(0)
  })
})
