/** Whom a site has masked is named on no board, at no level: what is not in the room cannot be read out of it. */
import { describe, expect, test } from 'vitest'
import { boards } from '../../server/boards/index.ts'
import { fromNothing, type Board } from '../../server/boards/board.ts'
import { FollowedBoard } from '../../server/boards/followed-board.ts'
import { privacyLevels } from '../../schema/terms.ts'
import type { Tables } from '../../server/feed/tables.ts'
import { Hospital } from './hospital.ts'

/** Amara Okafor lies in a bed, wears a tag, waits for another bed that is kept for her, and is about to leave. */
function house(patient: Partial<Tables['patient']>, site: Partial<Tables['site']>): Hospital {
  return new Hospital()
    .admit()
    .put('patient', patient)
    .put('site', site)
    .put('bed', { bed_id: 2, code: '4W-2' })
    .put('reservation', { bed_id: 2 })
    .put('bed_request')
    .put('ed_visit', { encounter_id: 1 })
    .put('discharge_barrier')
    .put('device', { device_id: 2, kind: 'tag', code: 't1', bed_id: null })
    .put('tag_assignment')
}

/** Everything that screens of this level are told, by board. */
function told(hospital: Hospital, level: (typeof privacyLevels)[number]): Record<string, string> {
  return Object.fromEntries(
    Object.entries<Board<object, unknown>>(boards as never).map(([name, board]) => [
      name,
      JSON.stringify(
        [...fromNothing(board, hospital.mirror.view).values()].map((row) => board.masked(row, level)),
      ),
    ]),
  )
}
const naming = (boards: Record<string, string>): string[] =>
  Object.entries(boards).flatMap(([name, text]) => (/Okafor|Amara/.test(text) ? [name] : []))

describe('at level full a patient is named', () => {
  test('on every board that is about patients, where the site masks nobody', () => {
    expect(naming(told(house({}, { names_masked: 'hidden' }), 'full'))).toEqual(
      expect.arrayContaining(['beds', 'discharges', 'placements', 'devices']),
    )
    const open = house({ privacy: 'hidden' }, { names_masked: 'nobody' })
    expect(naming(told(open, 'full'))).toEqual(expect.arrayContaining(['beds', 'discharges']))
  })

  test.each(privacyLevels)('on no board at level %s when they asked for no information', (level) => {
    const boards = told(house({ privacy: 'hidden' }, { names_masked: 'hidden' }), level)
    expect(naming(boards)).toEqual([])
    expect(boards['beds']).not.toContain('O. A.')
    if (level === 'full') expect(boards['beds']).toContain('"masked":true')
  })

  test('by initials, where the site masks everybody', () => {
    const boards = told(house({}, { names_masked: 'everybody' }), 'full')
    expect(naming(boards)).toEqual([])
    for (const name of ['beds', 'discharges', 'placements']) expect(boards[name]).toContain('"O. A."')
  })

  test('by initials at once, when their own hospital masks everybody and their bed is kept at another', () => {
    const hospital = house({}, { names_masked: 'nobody' })
      .put('site', { site: 'nw' })
      .put('unit', { unit_id: 2, site: 'nw' })
      .put('bed', { bed_id: 2, site: 'nw', unit_id: 2, code: '4W-2' })
    const followed = new FollowedBoard(boards.beds, hospital.mirror.view)
    followed.touch(hospital.change('site', { names_masked: 'everybody' }))
    followed.fold()
    expect(new Map(followed.rowsAt({}))).toEqual(fromNothing(boards.beds, hospital.mirror.view))
  })
})
