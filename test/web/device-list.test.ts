/** Which devices the console shows, and in what order. */
import { expect, it } from 'vitest'
import type { DeviceRow } from '../../schema/boards/devices.ts'
import { shownDevices } from '../../web/consoles/devices/device-list.ts'

const device = (code: string, changes: Partial<DeviceRow> = {}): DeviceRow => ({
  key: `d-${code}`,
  site: 'gh',
  kind: 'bed',
  code,
  state: 'online',
  since: null,
  unit: '4W',
  bed: null,
  seen: null,
  holder: null,
  measures: null,
  credential: null,
  firmware: null,
  model: null,
  gap: null,
  refused: null,
  ...changes,
})
const since = '2026-11-22T10:00:00Z'
const rows = [
  device('s-10', { credential: { since: '2026-11-22T10:00:00Z' } }),
  device('s-9'),
  device('s-8', { gap: { lost: 2, since } }),
  device('t-1', {
    kind: 'tag',
    state: 'silent',
    seen: { place: 'exit', since },
    holder: { is: 'patient', name: 'Okafor, Amara', encounter_id: 1, since },
  }),
  device('x', { state: 'unknown', refused: { count: 1, last_at: since, reason: 'nobody' } }),
  device('n', { state: 'never', bed: '4W-12' }),
]
const all = { state: undefined, kind: undefined, text: '' }
const codes = (filter: Partial<Parameters<typeof shownDevices>[1]>): string[] =>
  shownDevices(rows, { ...all, ...filter }).map(({ code }) => code)

it('strangers and the silent come first, then those with something the matter, then by number', () => {
  expect(codes({})).toEqual(['x', 't-1', 'n', 's-8', 's-9', 's-10'])
})

it('they are found by code, bed, place or name, and filtered by what they are at', () => {
  expect(codes({ text: '4w-12' })).toEqual(['n'])
  expect(codes({ text: 'amara' })).toEqual(['t-1'])
  expect(codes({ text: 'exit' })).toEqual(['t-1'])
  expect(codes({ state: 'gaps' })).toEqual(['s-8'])
  expect(codes({ state: 'refused' })).toEqual(['x'])
  expect(codes({ state: 'online', text: 's-9' })).toEqual(['s-9'])
  expect(codes({ state: 'no-key', kind: 'bed' })).toEqual(['n', 's-8', 's-9'])
  expect(codes({ kind: 'tag' })).toEqual(['t-1'])
})
