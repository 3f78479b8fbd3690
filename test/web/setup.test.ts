/** What somebody enters on the first-run page, and the lay-out it makes. */
import { describe, expect, it } from 'vitest'
import { siteLayout } from '../../schema/commands/hospital.ts'
import {
  bedsIn,
  generated,
  siteErrors,
  unitErrors,
  unitsOf,
  type UnitDraft,
} from '../../web/pages/setup/setup-draft.ts'

const unit = (id: number, code: string, rooms: UnitDraft['rooms'] = []): UnitDraft => ({
  id,
  unit: code,
  name: '',
  kind: 'medical',
  sensors: false,
  rooms,
})

describe('a unit by numbers', () => {
  it('has its beds numbered through all rooms, with as many digits as are needed', () => {
    const ward = generated({ id: 1, unit: '4W', name: '', kind: 'medical', rooms: 2, beds: 3, sensors: true })
    expect(ward).toMatchObject({
      name: '4W',
      rooms: [
        { room: '1', beds: '4W-01 4W-02 4W-03' },
        { room: '2', beds: '4W-04 4W-05 4W-06' },
      ],
    })
    const [laid] = unitsOf([ward])
    expect(laid?.rooms[1]?.beds[0]).toEqual({ bed: '4W-04', sensor: '4w-04' })
    expect(siteLayout.shape.units.safeParse(unitsOf([ward])).success).toBe(true)
    const large = generated({ id: 2, unit: 'L', name: '', kind: 'day', rooms: 10, beds: 20, sensors: false })
    expect(large.rooms[0]?.beds.split(' ')[0]).toBe('L-001')
    expect(bedsIn(unitsOf([large]))).toBe(200)
  })
})

describe('what is wrong', () => {
  it('is said once a field, where it stands', () => {
    expect(unitErrors([])).toEqual([{ field: 'add-unit', rule: 'no-units' }])
    expect(
      unitErrors([
        unit(1, 'A', [
          { room: '1', beds: 'a1, a2;a1' },
          { room: '1', beds: '' },
        ]),
        unit(2, 'A', [{ room: ' ', beds: 'a2' }]),
        unit(3, ' '),
      ]),
    ).toEqual([
      { field: 'unit-1-beds-0', rule: 'bed-twice', code: 'a1' },
      { field: 'unit-1-room-1', rule: 'room-twice', code: '1' },
      { field: 'unit-2-code', rule: 'unit-twice', code: 'A' },
      { field: 'unit-2-room-0', rule: 'room' },
      { field: 'unit-2-beds-0', rule: 'bed-twice', code: 'a2' },
      { field: 'unit-3-code', rule: 'unit-code' },
    ])
    expect(unitErrors([unit(1, 'ED')])).toEqual([])
  })

  it('with a site is said by the rules of the contract', () => {
    const good = { site: 'gh', name: 'General', time_zone: 'Europe/London', currency: 'GBP', locale: 'en' }
    expect(siteErrors(good)).toEqual([])
    expect(
      siteErrors({ ...good, site: 'GH', name: ' ', time_zone: 'Mars', currency: 'pounds' }).map(
        ({ rule }) => rule,
      ),
    ).toEqual(['name', 'site-code', 'time-zone', 'currency'])
  })
})
