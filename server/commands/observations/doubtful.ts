/** Values that cannot be are refused; those that seldom are, are asked about once more. */
import { doubtsOf, measures, type Vitals } from '../../../schema/observations/vitals.ts'
import { Refused } from '../refused.ts'

/** @throws Refused `invalid-input`, naming each field and its rule; `ask`: it is taken when it is named in `sure` */
export function refuseDoubtful(vitals: Vitals, sure: readonly string[] | 'all'): void {
  const doubts = doubtsOf(vitals).filter(
    ({ field, what }) => what === 'impossible' || (sure !== 'all' && !sure.includes(field)),
  )
  const issues = doubts.map(({ field, what, low, high }) => {
    const range = `${low} to ${high} ${measures[field].unit}`
    return what === 'impossible'
      ? { field, rule: `must be ${range}` }
      : { field, rule: `is outside ${range}: look again, and name it in sure when it is so`, ask: true }
  })
  const [first] = issues
  if (first) throw new Refused('invalid-input', `${first.field}: ${first.rule}`, { issues })
}
