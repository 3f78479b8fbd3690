/** What a console offers at a bed: what comes next in its life, and of that what its person may do there. */
import { describe, expect, it } from 'vitest'
import { mayRun } from '../../schema/access/may.ts'
import type { Grant } from '../../schema/access/roles.ts'
import type { BedRow } from '../../schema/boards/beds.ts'
import { offersTo } from '../../web/consoles/offers.ts'

const since = '2026-11-22T10:00:00Z'
/** As much of a patient as offers look at. */
const patient = (encounter_id: number | null) =>
  ({ encounter_id, admitted_at: since, away: null }) as BedRow['patient']
const bed = (changes: Partial<BedRow>) => ({
  state: 'ready' as const,
  since,
  patient: null,
  turn: null,
  ...changes,
})
const inBed = (grant: Grant, row: ReturnType<typeof bed>, unit = '4W') =>
  offersTo(row, (command) => mayRun([grant], command, { site: 'gh', unit }))

const nurse: Grant = { role: 'nurse', site: 'gh', unit: '4W' }
const nothing = { primary: undefined, others: [] }

describe('at a bed', () => {
  it('a nurse of its ward is offered what comes next; one of another ward, and who has no such work, nothing', () => {
    expect(inBed(nurse, bed({}))).toMatchObject({ primary: 'admit' })
    expect(inBed(nurse, bed({}), 'ICU')).toEqual(nothing)
    expect(inBed({ role: 'executive', site: 'gh', unit: null }, bed({}))).toEqual(nothing)
  })

  it('a cleaner is offered its cleaning and nothing else; who may not do what comes first is offered the rest', () => {
    const cleaner: Grant = { role: 'cleaner', site: 'gh', unit: null }
    expect(inBed(cleaner, bed({ state: 'dirty' }))).toEqual({ primary: 'start', others: [] })
    expect(inBed(cleaner, bed({ state: 'occupied', patient: patient(7) }))).toEqual(nothing)
    expect(inBed({ ...cleaner, role: 'registrar' }, bed({ state: 'dirty' }))).toEqual({
      primary: undefined,
      others: ['admit', 'cancel-discharge'],
    })
  })

  it('nothing is offered about a patient whom the screen is not told', () => {
    const row = bed({ state: 'occupied', patient: patient(null) })
    expect(inBed(nurse, row)).toEqual(nothing)
    expect(inBed(nurse, { ...row, patient: patient(7) })).toMatchObject({ primary: 'discharge' })
  })
})
