/** Who is to come, where and when: a bed is kept for them, one is asked for, or they are awaited. */
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { isOpenStay } from './bed-state.ts'
import { dueAt, keptFor } from './decided-moves.ts'
import { isInpatient } from './inpatient-stays.ts'

export interface Coming {
  encounter: Tables['encounter']
  site: string
  /** null: nobody knows yet. */
  unit_id: number | null
  /** null: nobody said. */
  at: Instant | null
  /** From within the house, as an inpatient of it; else they are to be admitted. */
  moves: boolean
}

/** A bed that is kept says more than one that is asked for. Undefined: to nowhere, or to where they are. */
export function comingOf(encounter_id: number, mirror: MirrorView): Coming | undefined {
  const encounter = mirror.encounter.get(encounter_id)
  if (!encounter || encounter.ended_at !== null || encounter.cancelled_at !== null) return undefined
  const to = whereTo(encounter, mirror)
  const here = openStayOf(encounter_id, mirror)
  if (!to || (to.unit_id !== null && to.unit_id === here?.unit_id)) return undefined
  const at = encounter.awaited ? (encounter.expected_arrival_at ?? to.at) : to.at
  return { encounter, ...to, at, moves: here !== undefined && isInpatient(encounter) }
}

function whereTo(
  encounter: Tables['encounter'],
  mirror: MirrorView,
): Pick<Coming, 'site' | 'unit_id' | 'at'> | undefined {
  const { encounter_id, site, awaited, expected_arrival_at } = encounter
  for (const kept of byId([...keptFor(encounter_id, mirror)], 'reservation_id')) {
    const bed = mirror.bed.get(kept.bed_id)
    if (bed) return { site: bed.site, unit_id: bed.unit_id, at: dueAt(kept, mirror) }
  }
  const open = [...mirror.bed_request.where('encounter_id', encounter_id)].filter(
    ({ ended_at }) => ended_at === null,
  )
  for (const { to_site, unit_id, ready_at, asked_at } of byId(open, 'request_id'))
    return { site: to_site, unit_id, at: ready_at ?? asked_at }
  return awaited && isInpatient(encounter) ? { site, unit_id: null, at: expected_arrival_at } : undefined
}

/** Of several (there is one, by the schema) the same one comes first whichever order they come in. */
const byId = <Id extends string, R extends Record<Id, number>>(rows: R[], id: Id): R[] =>
  rows.sort((a, b) => a[id] - b[id])

function openStayOf(encounter_id: number, mirror: MirrorView): Tables['stay'] | undefined {
  for (const stay of mirror.stay.where('encounter_id', encounter_id)) if (isOpenStay(stay)) return stay
  return undefined
}

/** Those who may be on their way to a unit; `comingOf` says whether they are. */
export function towardsUnit(unit_id: number, mirror: MirrorView): Set<number> {
  const encounters = new Set<number>()
  for (const { bed_id } of mirror.bed.where('unit_id', unit_id))
    for (const kept of mirror.reservation.where('bed_id', bed_id)) encounters.add(kept.encounter_id)
  for (const asked of mirror.bed_request.where('unit_id', unit_id)) encounters.add(asked.encounter_id)
  return encounters
}

/** Those who may be on their way to a site, and to no unit yet. */
export function towardsSite(site: string, mirror: MirrorView): Set<number> {
  const encounters = new Set<number>()
  for (const asked of mirror.bed_request.where('to_site', site)) encounters.add(asked.encounter_id)
  for (const awaited of mirror.encounter.where('awaited', true))
    if (awaited.site === site) encounters.add(awaited.encounter_id)
  return encounters
}
