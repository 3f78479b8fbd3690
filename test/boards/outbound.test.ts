import { describe, expect, test } from 'vitest'
import { totalsOf } from '../../server/boards/board.ts'
import { outbound } from '../../server/boards/outbound.ts'
import { Hospital } from './hospital.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`
const told = (): Hospital => new Hospital().put('receiver')
const row = ({ mirror }: Hospital, key = '1') => outbound.row(key, mirror.view)

describe('what another system is told', () => {
  test('waits until it is taken, is parked when it is rejected, or is skipped by somebody', () => {
    expect(row(told().put('outbound'))).toMatchObject({
      state: 'waiting',
      receiver: 'PAS',
      control_id: 'WR1',
    })
    const sent = { sent_at: at('11:30'), answer: 'AA' }
    expect(row(told().put('outbound', sent))).toMatchObject({
      state: 'sent',
      settled_at: at('11:30'),
      next_at: null,
    })
    expect(row(told().put('outbound', { parked_at: at('11:30') }))).toMatchObject({ state: 'parked' })
    const skipped = { skipped_at: at('11:30'), skipped_by: 'Ines', skipped_why: 'known there' }
    expect(row(told().put('outbound', skipped))).toMatchObject({
      state: 'skipped',
      skipped_why: 'known there',
    })
  })

  test('is there until it is taken, and for an hour after', () => {
    const hospital = told()
      .put('outbound')
      .put('outbound', { outbound_id: 2, sent_at: at('11:30') })
    hospital.at(at('12:29'))
    expect(row(hospital, '2')).toBeDefined()
    hospital.at(at('12:31'))
    expect(row(hospital, '2')).toBeUndefined()
    expect(row(hospital, '1')).toBeDefined()
  })

  test('is counted by what became of it, with the oldest that waits', () => {
    const hospital = told()
      .put('outbound', { made_at: at('11:10') })
      .put('outbound', { outbound_id: 2, made_at: at('11:05') })
      .put('outbound', { outbound_id: 3, made_at: at('11:01'), parked_at: at('11:02') })
      .put('outbound', { outbound_id: 4, made_at: at('11:01'), sent_at: at('11:02') })
    const rows = [...outbound.keys(hospital.mirror.view)].flatMap((key) => row(hospital, key) ?? [])
    expect(totalsOf(outbound, rows)).toEqual({ waiting: 2, oldest_at: at('11:05'), parked: 1, sent: 1 })
  })

  test('is nothing for a screen on a wall', () => {
    const seen = row(told().put('outbound'))
    if (!seen) throw new Error('no row')
    expect((['public', 'corridor', 'secured'] as const).map((level) => outbound.masked(seen, level))).toEqual(
      [undefined, undefined, undefined],
    )
  })
})
