import { describe, expect, it } from 'vitest'
import type { DischargeRow } from '../../schema/boards/discharges.ts'
import { barrierKinds, type BarrierKind } from '../../schema/leaving.ts'
import { againstPlan, byStage, commonest } from '../../web/consoles/discharges/in-order.ts'

const at = (clock: string): string => `2026-11-22T${clock}:00.000Z`

function row(key: string, changes: Partial<DischargeRow>): DischargeRow {
  return {
    key,
    site: 'gh',
    unit: '4W',
    unit_name: '4 West',
    bed: `4W-${key}`,
    in_lounge: false,
    stage: 'expected',
    patient: { encounter_id: 1, patient_id: 1, name: 'A', hidden: false, masked: false, mrn: null },
    class: 'inpatient',
    admitted_at: at('01:00'),
    expected_discharge_at: null,
    first_expected_at: null,
    expected_said_by: null,
    expected_said_at: null,
    expected_today: false,
    overdue: false,
    ordered_at: null,
    ordered_by: null,
    ready_at: null,
    ready_by: null,
    no_criteria_since: null,
    barriers: [],
    nights: 0,
    long_stay: null,
    left_at: null,
    disposition: null,
    before_noon: false,
    counted: false,
    ...changes,
  }
}

describe('discharges in the order they are worked off', () => {
  const rows = [
    row('1', { stage: 'left', left_at: at('09:00') }),
    row('2', { expected_discharge_at: at('15:00') }),
    row('3', { stage: 'ready', ready_at: at('10:00') }),
    row('4', { stage: 'staying' }),
    row('5', { expected_discharge_at: at('11:00') }),
    row('6', { stage: 'ready', ready_at: at('09:00') }),
    row('7', { stage: 'left', left_at: at('10:00') }),
    row('8', { stage: 'barriers' }),
    row('9', { stage: 'barriers', expected_discharge_at: at('18:00') }),
  ]
  const order = [
    ['ready', ['6', '3']], // who is ready longest first
    ['barriers', ['9', '8']], // no plan comes after every plan
    ['expected', ['5', '2']],
    ['left', ['7', '1']], // who left last first
  ]
  it('whoever is ready comes first, and who stays without a plan is not on the way out', () => {
    const said = (list: DischargeRow[]) =>
      byStage(list).map(({ stage, rows }) => [stage, rows.map(({ key }) => key)])
    expect(said(rows)).toEqual(order)
    expect(said(rows.toReversed())).toEqual(order)
  })

  it('what most wait for comes first, what nobody waits for is left out', () => {
    const none = Object.fromEntries(barrierKinds.map((kind) => [kind, 0])) as Record<BarrierKind, number>
    expect(commonest({ ...none, letter: 1, transport: 3 })).toEqual([
      ['transport', 3],
      ['letter', 1],
    ])
    expect(commonest(none)).toEqual([])
  })

  it.each([
    [at('12:30'), at('12:00'), 30],
    [at('11:00'), at('12:00'), -60],
    [at('12:00'), at('12:00'), 0],
    [at('12:00'), null, null],
    [null, at('12:00'), null],
  ])('left %s, planned %s: %s min after the plan', (left_at, expected_discharge_at, minutes) => {
    expect(againstPlan(row('1', { left_at, expected_discharge_at }))).toBe(minutes)
  })
})
