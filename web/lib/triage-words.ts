/** What the categories of a scale of triage are called. */
import { CATEGORIES } from '../../schema/crowding.ts'
import type { TriageScale } from '../../schema/emergency.ts'
import type { Speech } from './i18n/speech.svelte.ts'

const categories = [1, 2, 3, 4, 5] as const

/** "2 Very urgent"; of the site's own, as the site calls it. */
export function categoryName(
  speech: Speech,
  scale: TriageScale,
  category: number,
  own: readonly string[],
): string {
  const nth = categories.find((one) => one === category)
  if (scale === 'own' || nth === undefined) return own[category - 1] ?? speech.number(category)
  return speech.say(`triage.${scale}.${nth}`)
}

/** Those of a scale, the most urgent first. */
export const categoriesOf = (scale: TriageScale, own: readonly string[]): number[] =>
  Array.from({ length: scale === 'own' ? own.length : CATEGORIES }, (_, nth) => nth + 1)
