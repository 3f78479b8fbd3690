import { describe, expect, it } from 'vitest'
import type { BedRow } from '../../schema/boards/beds.ts'
import type { PlacementRow } from '../../schema/boards/placements.ts'
import { coming } from '../../web/consoles/unit/coming.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`
/** Only what matters here. */
const request = (key: string, more: Partial<PlacementRow>): PlacementRow =>
  ({ key, unit: null, assigned: null, act_now_since: null, patient: { name: key }, ...more }) as PlacementRow
const kept = (bed: string, since: string | null): BedRow =>
  ({ key: bed, bed, state: 'reserved', reserved: since && { name: `for ${bed}`, since } }) as BedRow
const assigned = (bed: string, unit: string) =>
  ({ bed, unit, state: 'ready', since: at('07:00'), kept_at: at('07:00'), kept_by: null }) as const

describe('who comes to a unit', () => {
  it('asked for it or has a bed of it kept; longest first; a kept bed with a request counts once', () => {
    const requests = [
      request('late', { unit: '4W', asked_at: at('10:00') }),
      request('kept', { unit: 'ICU', asked_at: at('08:00'), assigned: assigned('4W-2', '4W') }),
      request('goes', { unit: '4W', asked_at: at('06:00'), assigned: assigned('ICU-1', 'ICU') }),
      request('elsewhere', { unit: 'ICU', asked_at: at('06:00') }),
      request('anywhere', { asked_at: at('06:00') }),
    ]
    const beds = [kept('4W-1', at('09:00')), kept('4W-2', at('07:00')), kept('4W-3', null)]
    expect(coming(requests, beds, '4W').map(({ who, bed }) => [who.name, bed])).toEqual([
      ['kept', '4W-2'],
      ['for 4W-1', '4W-1'],
      ['late', null],
    ])
  })
})
