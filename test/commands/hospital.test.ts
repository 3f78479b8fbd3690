import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CommandInput } from '../../schema/commands/index.ts'
import { layout, openWard, type Ward } from './ward.ts'

let ward: Ward
beforeEach(async () => void (ward = await openWard()))
afterEach(() => ward.drop())

type Layout = CommandInput<'hospital/lay-out'>

describe('a lay-out', () => {
  test('said twice changes nothing', async () => {
    const before = await everything()
    const result = await ward.do('hospital/lay-out', layout)
    expect(result).toEqual({ site: 'gh', units: 3, beds: 6, devices: 1 })
    expect(await everything()).toEqual(before)
    const act = await ward.database.row('select bed_ids from act order by act_id desc limit 1')
    expect(act).toEqual({ bed_ids: [] })
  })

  test('adds to a site and corrects it, and removes nothing', async () => {
    await ward.do('beds/staff', { site: 'gh', bed: '4W-1', staffed: false })
    await ward.do('hospital/lay-out', oneRoom([{ bed: '4W-1', sex_rule: 'male' }, { bed: '4W-9' }], '401'))
    const beds = await ward.database.rows('select code, sex_rule, staffed from bed order by bed_id')
    expect(beds).toHaveLength(7)
    expect(beds[0]).toEqual({ code: '4W-1', sex_rule: 'male', staffed: false })
  })

  test('leaves as it is what it does not name', async () => {
    const unit = { unit: '4W', name: '4 West', kind: 'medical' as const }
    await ward.do('hospital/lay-out', {
      ...layout,
      conflict_after_s: 30,
      units: [
        {
          ...unit,
          specialties: ['stroke'],
          zone: 'north',
          auto_ask: false,
          turn_goal_min: 45,
          rooms: [
            { room: '401', beds: [{ bed: '4W-1', features: ['oxygen'], sex_rule: 'male', surge: true }] },
          ],
        },
      ],
    })
    const said = await everything()
    await ward.do('hospital/lay-out', {
      ...layout,
      units: [{ ...unit, rooms: [{ room: '401', beds: [{ bed: '4W-1' }] }] }],
    })
    expect(await everything()).toEqual(said)
    expect(
      await ward.database.row(
        `select s.conflict_after_s, s.silent_after_s, u.specialties, u.zone, u.auto_ask, u.turn_goal_min, u.fill_goal_min,
                b.features, b.sex_rule, b.surge, b.staffed
           from site s join unit u using (site) join bed b using (unit_id) where b.code = '4W-1'`,
      ),
    ).toEqual({
      conflict_after_s: 30,
      silent_after_s: 180,
      specialties: ['stroke'],
      zone: 'north',
      auto_ask: false,
      turn_goal_min: 45,
      fill_goal_min: 60,
      features: ['oxygen'],
      sex_rule: 'male',
      surge: true,
      staffed: true, // it was there before it was for a surge
    })
  })

  test('a new unit has the goals of the definitions', async () => {
    expect(
      await ward.database.row(
        `select dead_goal_min, response_goal_min, clean_goal_min, turn_goal_min, fill_goal_min
           from unit where code = 'ICU'`,
      ),
    ).toEqual({
      dead_goal_min: 15,
      response_goal_min: 30,
      clean_goal_min: 30,
      turn_goal_min: 60,
      fill_goal_min: 60,
    })
  })

  test('a new bed is staffed, one for a surge is not', async () => {
    await ward.do('hospital/lay-out', oneRoom([{ bed: 'N-1' }, { bed: 'N-2', surge: true }]))
    expect(
      await ward.database.rows<{ code: string }>(
        `select code, staffed from bed where code like 'N-%' order by code`,
      ),
    ).toEqual([
      { code: 'N-1', staffed: true },
      { code: 'N-2', staffed: false },
    ])
  })

  test('what is added comes after what is there; who names all says the order', async () => {
    const order = async (): Promise<string[]> =>
      (
        await ward.database.rows<{ code: string }>(
          `select b.code from bed b join unit u using (unit_id) where u.code = '4W' order by b.position, b.code`,
        )
      ).map(({ code }) => code)
    await ward.do('hospital/lay-out', oneRoom([{ bed: '4W-9' }, { bed: '4W-8' }]))
    expect(await order()).toEqual(['4W-1', '4W-2', '4W-3', '4W-4', '4W-9', '4W-8'])
    const all = ['4W-9', '4W-1', '4W-8', '4W-2', '4W-4', '4W-3']
    await ward.do('hospital/lay-out', oneRoom(all.map((bed) => ({ bed }))))
    expect(await order()).toEqual(all)
    await ward.do('hospital/lay-out', {
      ...layout,
      units: [{ unit: 'NEW', name: 'New', kind: 'other', rooms: [] }],
    })
    const units = await ward.database.rows<{ code: string }>(
      `select code from unit where site = 'gh' order by position`,
    )
    expect(units.map(({ code }) => code)).toEqual(['4W', 'ICU', 'ED', 'NEW'])
  })

  test('a free bed moves to another unit, with its history as it was; an occupied one does not', async () => {
    const encounter_id = await ward.admit('Abara', 'ICU-1')
    const refusal = await ward.refused('bed-occupied', 'hospital/lay-out', oneRoom([{ bed: 'ICU-1' }]))
    expect(refusal.details).toMatchObject({ bed: 'ICU-1' })
    await ward.do('admissions/discharge', { encounter_id })
    await ward.do('hospital/lay-out', oneRoom([{ bed: 'ICU-1' }]))
    const where = await ward.database.row(
      `select u.code as now_in, v.code as stayed_in from bed b join unit u using (unit_id)
         join stay s using (bed_id) join unit v on v.unit_id = s.unit_id where b.code = 'ICU-1'`,
    )
    expect(where).toEqual({ now_in: '4W', stayed_in: 'ICU' })
    const patient_id = await ward.patient('Brown')
    await ward.do('admissions/admit', {
      site: 'gh',
      patient_id,
      class: 'inpatient',
      to: { unit: '4W', bed: 'ICU-1' },
      override: ['bed-not-ready'],
    })
  })

  test('a sensor goes with the bed it is named with; two may change places', async () => {
    await ward.do(
      'hospital/lay-out',
      oneRoom(
        [
          { bed: '4W-1', sensor: 's1' },
          { bed: '4W-2', sensor: 's2' },
        ],
        '401',
      ),
    )
    await ward.do(
      'hospital/lay-out',
      oneRoom(
        [
          { bed: '4W-1', sensor: 's2' },
          { bed: '4W-2', sensor: 's1' },
        ],
        '401',
      ),
    )
    expect(await sensors()).toEqual({ s1: '4W-2', s2: '4W-1' })
    await ward.do('hospital/lay-out', oneRoom([{ bed: '4W-1', sensor: 's3' }], '401'))
    expect(await sensors()).toEqual({ s1: '4W-2', s2: null, s3: '4W-1' })
    await ward.do('hospital/lay-out', oneRoom([{ bed: '4W-1' }], '401'))
    expect(await sensors()).toEqual({ s1: '4W-2', s2: null, s3: '4W-1' })
  })

  test('nothing is there twice', async () => {
    const bed = { bed: 'X' }
    const twice: [string, Layout][] = [
      ['the bed X', oneRoom([bed, bed])],
      [
        'the sensor s',
        oneRoom([
          { bed: 'X', sensor: 's' },
          { bed: 'Y', sensor: 's' },
        ]),
      ],
      ['the unit 4W', { ...layout, units: [...layout.units, ...layout.units.slice(0, 1)] }],
    ]
    for (const [what, input] of twice) {
      const refusal = await ward.refused('invalid-input', 'hospital/lay-out', input)
      expect(refusal.message).toContain(what)
    }
  })

  test('a time zone, a currency, a site code that are none are refused by name', async () => {
    for (const [field, wrong] of [
      ['time_zone', { time_zone: 'Mars/Olympus' }],
      ['currency', { currency: 'pounds' }],
      ['site', { site: 'GH!' }],
    ] as const) {
      const refusal = await ward.refused('invalid-input', 'hospital/lay-out', { ...layout, ...wrong })
      expect(refusal.details).toMatchObject({ issues: [{ field }] })
    }
  })

  test('two lay-outs at once go one after the other, while patients move', async () => {
    const encounter_id = await ward.admit('Abara', '4W-1')
    const outcomes = await Promise.all([
      ward.try('hospital/lay-out', layout),
      ward.try('hospital/lay-out', { ...layout, units: [...layout.units].reverse() }),
      ward.try('admissions/transfer', { encounter_id, to: { bed: 'ICU-1' } }),
      ward.try('hospital/lay-out', layout),
    ])
    expect(outcomes.map((outcome) => outcome.ok)).toEqual([true, true, true, true])
  })

  // No stopwatch: the database's own limit of 9 s a statement fails it when one compares each bed with each.
  test('5,000 beds are laid out, and laid out again', async () => {
    const big = hospital({ units: 100, rooms: 25, beds: 2 })
    expect(await ward.do('hospital/lay-out', big)).toMatchObject({ units: 100, beds: 5000, devices: 5000 })
    await ward.do('hospital/lay-out', big)
    expect(await ward.database.row('select count(distinct bed_id) as beds from device')).toEqual({
      beds: 5001,
    })
  })
})

test('a sender is set, and set again', async () => {
  const sender = { application: 'HIS', facility: '*', site: 'gh' }
  const first = await ward.do('hospital/set-sender', sender)
  const again = await ward.do('hospital/set-sender', { ...sender, bed_component: 4, clocks: ['MSH-7'] })
  expect(again).toEqual(first)
  expect(await ward.database.row('select bed_component, clocks from sender')).toEqual({
    bed_component: 4,
    clocks: ['MSH-7'],
  })
  await ward.refused('not-found', 'hospital/set-sender', { ...sender, site: 'nowhere' })
})

type Bed = Layout['units'][number]['rooms'][number]['beds'][number]

function oneRoom(beds: Bed[], room = '499'): Layout {
  return { ...layout, units: [{ unit: '4W', name: '4 West', kind: 'medical', rooms: [{ room, beds }] }] }
}

function hospital({ units, rooms, beds }: { units: number; rooms: number; beds: number }): Layout {
  const list = (length: number): number[] => Array.from({ length }, (_, i) => i)
  return {
    ...layout,
    site: 'big',
    units: list(units).map((u) => ({
      unit: `U${u}`,
      name: `Unit ${u}`,
      kind: 'medical',
      rooms: list(rooms).map((r) => ({
        room: `${r}`,
        beds: list(beds).map((b) => ({
          bed: `U${u}-${r}-${b}`,
          sensor: `u${u}-${r}-${b}`,
          features: ['oxygen'] as const,
        })),
      })),
    })),
  }
}

async function everything(): Promise<object[][]> {
  const tables = ['site', 'unit', 'room', 'bed', 'device']
  // xmin: a row that was written again, though alike, has another one
  return Promise.all(
    tables.map((table) =>
      ward.database.rows(`select ${table === 'site' ? '' : 'xmin,'} * from ${table} order by 2`),
    ),
  )
}

async function sensors(): Promise<Record<string, string | null>> {
  const rows = await ward.database.rows<{ code: string; bed: string | null }>(
    'select d.code, b.code as bed from device d left join bed b using (bed_id) order by d.code',
  )
  return Object.fromEntries(rows.map((row) => [row.code, row.bed]))
}
