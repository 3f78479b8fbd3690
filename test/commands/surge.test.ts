import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => {
  ward = await openWard()
})
afterAll(() => ward.drop())

const levels = () =>
  ward.database.rows<{ level: number; declared_by: string; open: boolean }>(
    'select level, declared_by, ended_at is null as open from surge_level order by surge_id',
  )

describe('a surge', () => {
  test('is declared, raised and taken back, and every level stays on record', async () => {
    await ward.do('surge/declare', { site: 'gh', level: 3, why: 'three wards are full' })
    expect(await ward.do('surge/declare', { site: 'gh', level: 4, why: 'a bus crash' })).toMatchObject({
      was: 3,
    })
    await ward.do('surge/declare', { site: 'gh', level: 1, why: 'it is over' })
    expect(await levels()).toEqual([
      { level: 3, declared_by: 'nurse', open: false },
      { level: 4, declared_by: 'nurse', open: false },
      { level: 1, declared_by: 'nurse', open: true },
    ])
  })

  test('is not declared twice: the second is told who did, and when', async () => {
    await ward.do('surge/declare', { site: 'gh', level: 2, why: 'filling up' })
    const refusal = await ward.refused('already-done', 'surge/declare', { site: 'gh', level: 2, why: 'full' })
    expect(refusal.message).toMatch(/^General Hospital is at level 2 already: nurse declared it at /)
  })

  test('of two at once one stands, and the other finds it declared', async () => {
    const outcomes = await Promise.all(
      ['one', 'two', 'three'].map((why) => ward.try('surge/declare', { site: 'gh', level: 3, why })),
    )
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1)
    expect((await levels()).filter(({ open }) => open)).toHaveLength(1)
  })

  test('needs a reason, a level there is, and a site there is', async () => {
    await ward.refused('invalid-input', 'surge/declare', { site: 'gh', level: 4, why: '  ' })
    const five = { site: 'gh', level: 5, why: 'x' } as unknown as { site: string; level: 4; why: string } // as a program may send it
    await ward.refused('invalid-input', 'surge/declare', five)
    await ward.refused('not-found', 'surge/declare', { site: 'elsewhere', level: 4, why: 'x' })
  })
})

describe('its lines and cards', () => {
  test('lines that do not rise are refused, by the door and by the table', async () => {
    await ward.do('surge/set-rules', { site: 'gh', occupancy: [80, 90, 95], waiting: [3, 6, 9] })
    await ward.do('surge/set-rules', { site: 'gh', occupancy: [82, 90, 95], waiting: [3, 6, 9] })
    await ward.refused('invalid-input', 'surge/set-rules', {
      site: 'gh',
      occupancy: [90, 90, 95],
      waiting: [3, 6, 9],
    })
    await expect(ward.database.rows('update surge_rule set waiting_4 = 1')).rejects.toThrow(
      /surge_rule_rises/,
    )
    expect(await ward.database.rows('select occupancy_2 from surge_rule')).toEqual([{ occupancy_2: 82 }])
  })

  test('a level’s cards are put in the place of those before, and no other level’s', async () => {
    const card = (action: string) => ({ owner: 'Site manager', action })
    await ward.do('surge/set-cards', { site: 'gh', level: 2, cards: [card('look'), card('call')] })
    await ward.do('surge/set-cards', { site: 'gh', level: 3, cards: [card('open beds')] })
    await ward.do('surge/set-cards', { site: 'gh', level: 2, cards: [card('call')] })
    expect(
      await ward.database.rows('select level, action from action_card order by level, position'),
    ).toEqual([
      { level: 2, action: 'call' },
      { level: 3, action: 'open beds' },
    ])
    await ward.do('surge/set-cards', { site: 'gh', level: 3, cards: [] })
    expect(await ward.database.rows('select 1 from action_card where level = 3')).toEqual([])
  })
})
