/** Whom to observe, as last seen, for a page that is loaded without a link: beds, scores and clocks; no names and no values. */
import type { ObservationRow } from '../../../schema/boards/observations.ts'

const NAME = 'wardroom.observations'
const PLACE = 'wardroom.observations.place'

export interface ObsPlace {
  site: string
  unit: string
}

export function keepRows(place: ObsPlace, rows: readonly ObservationRow[]): void {
  keep(NAME, { place, rows: rows.map(bare) })
}

export function lastRows(place: ObsPlace): ObservationRow[] {
  const kept = read<{ place: ObsPlace; rows: ObservationRow[] }>(NAME)
  return kept?.place.site === place.site && kept.place.unit === place.unit ? kept.rows : []
}

export const keepPlace = (place: ObsPlace): void => keep(PLACE, place)
export const lastPlace = (): ObsPlace | undefined => read<ObsPlace>(PLACE)

/** What stays on a phone says of nobody who they are. */
export const bare = (row: ObservationRow): ObservationRow => ({
  ...row,
  patient: { ...row.patient, name: null },
  pregnant: false,
  every: row.every && { ...row.every, by: null, why: null },
  last: row.last && { ...row.last, taken_by: null, vitals: null, parts: null },
})

function keep(name: string, value: unknown): void {
  try {
    localStorage.setItem(name, JSON.stringify(value))
  } catch (error) {
    console.info('this browser does not keep whom to observe', error)
  }
}

function read<T>(name: string): T | undefined {
  try {
    return (JSON.parse(localStorage.getItem(name) ?? 'null') as T | null) ?? undefined // written above
  } catch {
    return undefined
  }
}
