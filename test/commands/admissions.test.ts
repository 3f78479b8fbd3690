import { afterAll, beforeAll, expect, test } from 'vitest'
import { bedStates, openWard, type Ward } from './ward.ts'

let ward: Ward
beforeAll(async () => void (ward = await openWard()))
afterAll(() => ward.drop())

test('a transfer frees the bed it left and takes the one it goes to', async () => {
  const encounter_id = await ward.admit('Abara', '4W-1')
  await ward.do('admissions/transfer', { encounter_id, to: { bed: '4W-2' } })
  expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'vacated', '4W-2': 'occupied' })
  await ward.do('admissions/discharge', { encounter_id })
  expect(await bedStates(ward.database)).toMatchObject({ '4W-1': 'vacated', '4W-2': 'vacated' })
})
