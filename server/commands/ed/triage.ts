import { startingEdSettings, type TriageScale } from '../../../schema/emergency.ts'
import { CATEGORIES } from '../../../schema/crowding.ts'
import type { Tx } from '../../database/pool.ts'
import { Refused } from '../refused.ts'
import type { Verb } from '../verb.ts'
import { sayStep } from './steps.ts'
import { doneFor, lockVisit, stepAt } from './visit.ts'

/** Triage, as often as need be: the latest stands, all stay on record. */
export const triage: Verb<'ed/triage'> = async (tx, input, { by, now }) => {
  const visit = await lockVisit(tx, input.encounter_id)
  const { encounter_id, category, note } = input
  const { scale, categories } = await scaleOf(tx, visit.encounter.site)
  if (category > categories)
    throw new Refused('invalid-input', `category: this site has ${categories}`, {
      issues: [{ field: 'category', rule: `1 to ${categories}` }],
    })
  await sayStep(tx, {
    of: { encounter_id },
    kind: 'triaged',
    at: stepAt(visit, input.at, now),
    who: by.who,
    triage: { scale, category },
    note,
  })
  return doneFor(tx, visit, { encounter_id, category })
}

/** By what scale a site triages, and how many categories that has. */
export async function scaleOf(tx: Tx, site: string): Promise<{ scale: TriageScale; categories: number }> {
  const set = await tx.row<{ scale: TriageScale; own: number }>(
    'select scale, cardinality(own_categories) as own from ed_setting where site = $1',
    [site],
  )
  if (!set) return { scale: startingEdSettings.scale, categories: CATEGORIES }
  return { scale: set.scale, categories: set.scale === 'own' ? set.own : CATEGORIES }
}
