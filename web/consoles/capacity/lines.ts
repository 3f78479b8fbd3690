/** The capacity board as lines of a table: by unit, by level of care, by specialty. Pure. */
import type { CapacityNumbers, CapacityRow, CapacityTotals } from '../../../schema/boards/capacity.ts'
import { inpatientLevels, levelsOfCare, type LevelOfCare } from '../../../schema/care.ts'

export interface Line extends CapacityNumbers {
  key: string
  /** Short, as the ward says it; the name stands beside it where there is room. */
  code: string
  name: string | undefined
  /** The sum of the others. */
  whole?: boolean
  /** Where its beds are opened and closed. */
  href?: string | undefined
}

export const groupings = ['unit', 'care', 'specialty'] as const
export type Grouping = (typeof groupings)[number]

/** Units in the order of their site, the inpatient beds as one line beneath. */
export function byUnit(rows: Iterable<CapacityRow>, totals: CapacityTotals, whole: string): Line[] {
  const units = [...rows].sort(
    (a, b) => (a.site < b.site ? -1 : a.site > b.site ? 1 : 0) || a.position - b.position,
  )
  return [
    ...units.map((row) => ({
      ...row,
      code: row.unit,
      href: `/beds?${new URLSearchParams({ site: row.site, unit: row.unit }).toString()}`,
    })),
    sumLine(totals, whole),
  ]
}

/** Levels that have beds or patients at all. */
export function byCare(totals: CapacityTotals, word: (care: LevelOfCare) => string, whole: string): Line[] {
  const levels = levelsOfCare.filter((care) => {
    const { available, occupied, surge_closed } = totals.by_care[care]
    return available + occupied + surge_closed > 0
  })
  const lines = levels.map((care) => ({
    ...totals.by_care[care],
    key: care,
    code: word(care),
    name: undefined,
  }))
  const [inpatient, short] = [
    lines.filter(({ key }) => inpatientLevels.some((level) => level === key)),
    lines.filter(({ key }) => key === 'short'),
  ]
  return [...inpatient, sumLine(totals, whole), ...short]
}

/** No sum beneath: a unit counts in each of its specialties. */
export const bySpecialty = (totals: CapacityTotals): Line[] =>
  totals.by_specialty.map((numbers) => ({
    ...numbers,
    key: numbers.specialty,
    code: numbers.specialty,
    name: undefined,
  }))

const sumLine = ({ inpatient }: CapacityTotals, whole: string): Line => ({
  ...inpatient,
  key: 'inpatient',
  code: whole,
  name: undefined,
  whole: true,
})
