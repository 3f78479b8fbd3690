/** Of each bed, what is known of how its patient is. Rows stay the same objects, so a tile is drawn anew only when its own changes. */
import type { ObservationRow } from '../../schema/boards/observations.ts'
import type { LiveBoard } from './live-board.svelte.ts'

export type NewsOf = (bed: { site: string; bed: string }) => ObservationRow | undefined

/** @param board as it is now: the one of this place */
export function newsByBed(board: () => LiveBoard<'observations'>): NewsOf {
  const byBed = $derived(
    new Map(
      [...board().rows.values()].flatMap((row) =>
        row.bed === null ? [] : [[`${row.site} ${row.bed}`, row]],
      ),
    ),
  )
  return ({ site, bed }) => byBed.get(`${site} ${bed}`)
}
