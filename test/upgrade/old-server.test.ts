/** A server goes on serving while a newer one brings the schema on under it. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { BedRow } from '../../schema/boards/beds.ts'
import { openWard, type Ward } from '../commands/ward.ts'
import { openStation, Screen, type Station } from '../live/station.ts'
import { until } from '../support/until.ts'
import { NEXT_VERSION } from './next-version.ts'

const NEXT = [
  ...NEXT_VERSION.map(({ does }) => does),
  `alter table unit drop constraint unit_kind_check`, // to be one the next version knows more kinds for
]

let ward: Ward
let station: Station
beforeAll(async () => {
  ward = await openWard()
  station = await openStation(ward.database.url)
})
afterAll(async () => {
  await station.stop()
  await ward.drop()
})

test('its screens follow what either of them writes, its commands go on, and it loses nothing', async () => {
  const screen = new Screen({ board: 'beds', place: { site: 'gh' }, level: 'full' })
  screen.lookAt(station)
  const bed = (code: string): BedRow | undefined =>
    ([...screen.held.rows.values()] as BedRow[]).find((row) => row.bed === code) // the board that was opened
  await ward.admit('Before', '4W-1')
  await until(() => bed('4W-1')?.patient?.name === 'Before', { what: 'the patient of before' })

  await ward.database.transaction(async (tx) => {
    for (const statement of NEXT) await tx.rows(statement)
  })

  // The old server's people go on.
  const encounter_id = await ward.admit('Beside', '4W-2')
  await until(() => bed('4W-2')?.patient?.name === 'Beside', { what: 'the patient the old server admits' })
  // The new server writes what the old one does not know.
  await ward.database.transaction(async (tx) => {
    await tx.rows(`update patient set preferred_name = 'Bee', family = 'Besides' where family = 'Beside'`)
    await tx.rows('insert into visitor (encounter_id, name) values ($1, $2)', [encounter_id, 'An aunt'])
    await tx.rows(
      `update bed set block_reason = 'flood', blocked_at = now(), weight_limit_kg = 300 where code = '4W-3'`,
    )
    await tx.rows(
      `insert into unit (site, code, name, kind, position) values ('gh', 'HAH', 'At home', 'hospital-at-home', 9)`,
    )
  })
  await until(() => bed('4W-2')?.patient?.name === 'Besides' && bed('4W-3')?.state === 'blocked', {
    what: 'what the new server wrote',
  })
  expect(bed('4W-1')?.patient?.name).toBe('Before')
  // It was one and the same reading of the log: nothing broke, and nobody had to begin again.
  expect(station.warnings).toEqual([])
  expect(screen.joins).toBe(1)
  // And one that starts now, on the newer schema, with the older program.
  const late = await openStation(ward.database.url)
  const other = new Screen({ board: 'beds', place: { site: 'gh' }, level: 'full' })
  other.lookAt(late)
  await until(() => other.joined, { what: 'the other screen' })
  expect(other.held.rows).toEqual(screen.held.rows)
  other.away()
  screen.away()
  await late.stop()
})
