import { describe, expect, it } from 'vitest'
import { Refused } from '../../server/commands/refused.ts'
import { problemOf } from '../../server/intake/hl7/reasons.ts'

describe('the code of HL7 table 0357 in ERR-3', () => {
  it.each([
    ['bed-taken', 205, 'PV1-3: another patient is on record in bed 4W-1 since 2026'],
    [
      'patient-elsewhere',
      205,
      'PV1-3: this patient is on record in bed 4W-1 since 2026, under another visit',
    ],
    ['already-done', 205, 'PV1-19: it is so on record already'],
    ['wrong-state', 204, 'PV1-19: the visit is ended'],
    ['out-of-order', 102, 'EVN-2: the patient is on record here at a later time than this says they left'],
  ] as const)('of %s is %i, which tells the sender where to look', (refusal, code, text) => {
    const refused = new Refused(refusal, 'ORANGE, BLOOD lies there.', {
      bed: '4W-1',
      since: '2026',
      state: 'ended',
    })
    expect(problemOf(refused)).toMatchObject({ code, text })
  })
})
