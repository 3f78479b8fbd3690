/** The board `placements`: who waits for which bed, since when, and where a free bed and a ready patient wait for nobody. */
import type { PlacementRow, PlacementTotals } from '../../schema/boards/placements.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { bedNow, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { knownAs, namedAt } from './names.ts'
import { precautionsOf, withoutOrganism } from './precautions.ts'

type Request = Tables['bed_request']

export const placements: Board<PlacementRow, PlacementTotals> = {
  touched: {
    bed_request: ({ key }) => [key],
    *bed_request_decline(change) {
      for (const { request_id } of sidesOf(change)) yield String(request_id)
    },
    encounter: ({ key }, mirror) => requestsOf(Number(key), mirror),
    *patient({ key }, mirror) {
      for (const { encounter_id } of mirror.encounter.where('patient_id', Number(key)))
        yield* requestsOf(encounter_id, mirror)
    },
    precaution: encountersNamed,
    *reservation(change, mirror) {
      yield* encountersNamed(change, mirror)
      // With two of them, another may be the one that counts for the bed.
      for (const { bed_id } of sidesOf(change)) yield* requestsForBed(bed_id, mirror)
    },
    *stay(change, mirror) {
      yield* encountersNamed(change, mirror)
      for (const { bed_id } of sidesOf(change)) yield* requestsForBed(bed_id, mirror)
    },
    *turnover(change, mirror) {
      for (const { bed_id } of sidesOf(change)) yield* requestsForBed(bed_id, mirror)
    },
    *bed(change, mirror) {
      // Its code stands in declines and where the patient is, and its unit's; both seldom change.
      const { was, row } = change
      if (was?.code !== row?.code || was?.unit_id !== row?.unit_id) yield* allRequests(change, mirror)
      else yield* requestsForBed(Number(change.key), mirror)
    },
    unit: allRequests, // units seldom change
    site: allRequests, // nor whose names a site masks
  },

  keys: (mirror) => allRequests(undefined, mirror),

  row(key, mirror) {
    const request = mirror.bed_request.get(key)
    const encounter = request && mirror.encounter.get(request.encounter_id)
    const patient = encounter && mirror.patient.get(encounter.patient_id)
    if (!request || !patient) return undefined
    const here = newest(mirror.stay.where('encounter_id', encounter.encounter_id), isOpenStay)
    const kept = keptFor(request, mirror)
    const ready = isReady(request, mirror.now)
    return {
      key,
      request_id: request.request_id,
      site: request.site,
      to_site: request.to_site,
      patient: {
        encounter_id: encounter.encounter_id,
        patient_id: encounter.patient_id,
        ...knownAs(patient, encounter.site, mirror),
        mrn: encounter.mrn,
        sex: patient.sex,
        birth_date: patient.birth_date,
        class: encounter.class,
        precautions: precautionsOf(encounter.encounter_id, mirror),
      },
      from_kind: request.from_kind,
      from_note: request.from_note,
      here_unit: here ? unitCode(here.unit_id, mirror) : null,
      here_bed: here ? bedCode(here.bed_id, mirror) : null,
      unit: request.unit_id === null ? null : unitCode(request.unit_id, mirror),
      unit_kind: request.unit_kind,
      level: request.level,
      features: request.features,
      specialty: request.specialty,
      priority: request.priority,
      asked_at: request.asked_at,
      asked_by: request.asked_by,
      ready_at: request.ready_at,
      ready,
      assigned: kept?.assigned ?? null,
      declines: declinesOf(request, mirror),
      act_now_since: kept?.readySince && ready ? latest(kept, request) : null,
    }
  },

  until: ({ ready, ready_at }) => (ready ? null : ready_at),

  at({ site, to_site, unit, here_unit, assigned }) {
    const units = [unit, here_unit, assigned?.unit ?? null]
    return [site, to_site].flatMap((one) => units.map((code) => ({ site: one, unit: code })))
  },

  masked(row, level) {
    const who = namedAt(level, row.patient)
    if (level === 'full') return row.patient.masked ? { ...row, patient: { ...row.patient, ...who } } : row
    if (level === 'public') return undefined // counts only
    const { patient } = row
    return {
      ...row,
      patient: {
        ...patient,
        encounter_id: null,
        patient_id: null,
        ...who,
        mrn: null,
        sex: null,
        birth_date: null,
        precautions: withoutOrganism(patient.precautions),
      },
      from_note: null, // free text may name somebody
      specialty: null,
      asked_by: null,
      assigned: row.assigned && { ...row.assigned, kept_by: null },
      declines: row.declines.map((decline) => ({ ...decline, note: null, who: null })),
    }
  },

  tally: ({ priority, assigned, act_now_since, asked_at }) => ({
    waiting: true,
    [priority]: true,
    assigned: assigned !== null,
    act_now: act_now_since !== null,
    asked: { [asked_at]: true },
  }),
  totals: (sums) => ({
    waiting: sums.of('waiting'),
    routine: sums.of('routine'),
    urgent: sums.of('urgent'),
    emergency: sums.of('emergency'),
    unassigned: sums.of('waiting') - sums.of('assigned'),
    assigned: sums.of('assigned'),
    act_now: sums.of('act_now'),
    longest_since: sums.under('asked').least,
  }),
}

const isReady = ({ ready_at }: Pick<Request, 'ready_at'>, now: Instant): boolean =>
  ready_at !== null && ready_at <= now

interface Kept {
  assigned: NonNullable<PlacementRow['assigned']>
  /** Since when the bed itself can be lain in; null: it cannot yet. */
  readySince: Instant | null
}

function keptFor({ encounter_id }: Request, mirror: MirrorView): Kept | undefined {
  const reservation = newest(
    mirror.reservation.where('encounter_id', encounter_id),
    ({ ended_at }) => ended_at === null,
  )
  const bed = reservation && mirror.bed.get(reservation.bed_id)
  if (!bed) return undefined
  const { state, since } = bedNow(bed, mirror)
  return {
    assigned: {
      bed: bed.code,
      unit: unitCode(bed.unit_id, mirror) ?? '',
      state,
      since,
      kept_at: reservation.made_at,
      kept_by: reservation.made_by,
    },
    readySince: state === 'reserved' ? bed.ready_since : null,
  }
}

/** DEFINITIONS section 7: since when nothing is waited for any more but somebody who acts. */
function latest({ assigned, readySince }: Kept, { ready_at }: Request): Instant {
  return [readySince, ready_at].reduce<Instant>(
    (at, other) => (other !== null && other > at ? other : at),
    assigned.kept_at,
  )
}

function declinesOf({ request_id }: Request, mirror: MirrorView): PlacementRow['declines'] {
  return [...mirror.bed_request_decline.where('request_id', request_id)]
    .filter(({ ended_at, cancelled_at }) => ended_at === null && cancelled_at === null)
    .sort((a, b) => a.decline_id - b.decline_id)
    .map(({ decline_id, unit_id, bed_id, reason, note, at, who }) => ({
      decline_id,
      unit: unitCode(unit_id, mirror) ?? '',
      bed: bedCode(bed_id, mirror),
      reason,
      note,
      at,
      who,
    }))
}

const unitCode = (unit_id: number, mirror: MirrorView): string | null =>
  mirror.unit.get(unit_id)?.code ?? null
const bedCode = (bed_id: number | null, mirror: MirrorView): string | null =>
  bed_id === null ? null : (mirror.bed.get(bed_id)?.code ?? null)

/** The one that began last, by a rule that does not hang on the order in which they came. */
function newest<R extends { stay_id: number } | { reservation_id: number }>(
  rows: Iterable<R>,
  wanted: (row: R) => boolean,
): R | undefined {
  const idOf = (row: R): number => ('stay_id' in row ? row.stay_id : row.reservation_id)
  return [...rows].filter(wanted).sort((a, b) => idOf(b) - idOf(a))[0]
}

function* requestsOf(encounter_id: number, mirror: MirrorView): Generator<string> {
  for (const { request_id } of mirror.bed_request.where('encounter_id', encounter_id))
    yield String(request_id)
}

type NamesEncounter = { encounter_id: number }
function* encountersNamed(
  change: { was: NamesEncounter | undefined; row: NamesEncounter | undefined },
  mirror: MirrorView,
): Generator<string> {
  for (const { encounter_id } of sidesOf(change)) yield* requestsOf(encounter_id, mirror)
}

/** Requests for which this bed is kept. */
function* requestsForBed(bed_id: number | null, mirror: MirrorView): Generator<string> {
  if (bed_id === null) return
  for (const { encounter_id } of mirror.reservation.where('bed_id', bed_id))
    yield* requestsOf(encounter_id, mirror)
}

function* allRequests(_change: unknown, mirror: MirrorView): Generator<string> {
  for (const { request_id } of mirror.bed_request.all()) yield String(request_id)
}
