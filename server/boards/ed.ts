/** The board `ed`: who is in an emergency department, what is next for them, and which line they pass when. */
import type { EdRow, EdTotals } from '../../schema/boards/ed.ts'
import { CATEGORIES } from '../../schema/crowding.ts'
import { edLines } from '../../schema/emergency.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { edSettingsOf, isHere, linesOf, nextAction, requestOf, stageOf } from './ed-visit.ts'
import { knownAs, namedAt } from './names.ts'
import { precautionsOf, withoutOrganism } from './precautions.ts'

/** Keys are encounters. */
export const ed: Board<EdRow, EdTotals> = {
  touched: {
    ed_visit: encountersNamed,
    encounter: ({ key }) => [key],
    stay: function* (change, mirror) {
      yield* encountersNamed(change)
      for (const { bed_id } of sidesOf(change)) yield* keptIn(bed_id, mirror)
    },
    precaution: encountersNamed,
    bed_request: encountersNamed,
    *reservation(change, mirror) {
      yield* encountersNamed(change)
      for (const { bed_id } of sidesOf(change)) yield* keptIn(bed_id, mirror)
    },
    *turnover(change, mirror) {
      for (const { bed_id } of sidesOf(change)) yield* keptIn(bed_id, mirror)
    },
    *ed_ambulance(change) {
      for (const { encounter_id } of sidesOf(change)) if (encounter_id !== null) yield String(encounter_id)
    },
    *patient({ key }, mirror) {
      for (const { encounter_id } of mirror.encounter.where('patient_id', Number(key)))
        yield String(encounter_id)
    },
    *bed({ key }, mirror) {
      for (const { encounter_id } of mirror.stay.where('bed_id', Number(key))) yield String(encounter_id)
      yield* keptIn(Number(key), mirror)
    },
    unit: everybody, // seldom changes
    ed_setting: everybody,
    site: everybody,
  },

  keys: (mirror) => everybody(undefined, mirror),

  row(key, mirror) {
    const visit = newest(mirror.ed_visit.where('encounter_id', Number(key)))
    const encounter = visit && mirror.encounter.get(key)
    const patient = encounter && mirror.patient.get(encounter.patient_id)
    if (!patient || !isHere(visit)) return undefined
    const { encounter_id } = encounter
    const stay = newestStay(mirror.stay.where('encounter_id', encounter_id))
    const request = requestOf(encounter_id, mirror)
    const lines = linesOf(visit, edSettingsOf(visit.site, mirror).lines, mirror.now)
    const { triaged_at: at, scale, category } = visit
    return {
      key,
      site: visit.site,
      unit: (stay && mirror.unit.get(stay.unit_id)?.code) ?? departmentOf(visit.site, mirror),
      patient: {
        encounter_id,
        patient_id: encounter.patient_id,
        ...knownAs(patient, encounter.site, mirror),
        mrn: encounter.mrn,
        sex: patient.sex,
        birth_date: patient.birth_date,
        class: encounter.class,
        precautions: precautionsOf(encounter_id, mirror),
      },
      stage: stageOf(visit),
      next_action: nextAction(visit, { ordered: encounter.discharge_ordered_at !== null, request }),
      bed: stay?.bed_id == null ? null : (mirror.bed.get(stay.bed_id)?.code ?? null),
      mode: visit.mode,
      call_sign: callSign(encounter_id, mirror),
      complaint: visit.complaint,
      critical: visit.critical,
      triage: at !== null && scale !== null && category !== null ? { scale, category, at } : null,
      arrived_at: visit.arrived_at,
      space_at: visit.space_at,
      seen_at: visit.seen_at,
      decided_at: visit.decided_at,
      discharge_ordered_at: encounter.discharge_ordered_at,
      orders_pending: visit.orders_pending,
      results_pending: visit.results_pending,
      request,
      lines,
      next_line_at: lines.find(({ passed }) => !passed)?.at ?? null,
    }
  },

  until: ({ next_line_at }) => next_line_at,

  at: ({ site, unit }) => [{ site, unit }],

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
      complaint: null,
    }
  },

  tally: (row) => ({
    here: true,
    [row.stage]: true,
    untriaged: row.triage === null,
    unseen: row.seen_at === null,
    critical: row.critical !== null,
    passed: Object.fromEntries(row.lines.map(({ line, passed }) => [line, passed])),
    categories: row.triage ? { [row.triage.category]: true } : {},
    waiting_since: row.stage === 'waiting' ? { [row.arrived_at]: true } : {},
    boarding_since: row.decided_at === null ? {} : { [row.decided_at]: true },
    next: row.next_line_at === null ? {} : { [row.next_line_at]: true },
  }),

  totals: (sums) => ({
    here: sums.of('here'),
    waiting: sums.of('waiting'),
    treatment: sums.of('treatment'),
    boarding: sums.of('boarding'),
    untriaged: sums.of('untriaged'),
    unseen: sums.of('unseen'),
    critical: sums.of('critical'),
    passed: Object.fromEntries(edLines.map((line) => [line, sums.under('passed').of(line)])) as Record<
      (typeof edLines)[number],
      number
    >, // each line has its entry
    categories: Array.from({ length: CATEGORIES }, (_, nth) => sums.under('categories').of(String(nth + 1))),
    waiting_since: sums.under('waiting_since').least,
    boarding_since: sums.under('boarding_since').least,
    next_line_at: sums.under('next').least,
  }),
}

/** One by the schema; should there be more, all servers take the same. */
export function newest(visits: Iterable<Tables['ed_visit']>): Tables['ed_visit'] | undefined {
  return [...visits].sort((a, b) => b.ed_visit_id - a.ed_visit_id)[0]
}

const newestStay = (stays: Iterable<Tables['stay']>): Tables['stay'] | undefined =>
  [...stays].filter(isOpenStay).sort((a, b) => b.stay_id - a.stay_id)[0]

/** The department of a site: of one that is in no unit of it yet, the first. */
function departmentOf(site: string, mirror: MirrorView): string | null {
  const departments = [...mirror.unit.where('site', site)].filter(({ kind }) => kind === 'emergency')
  return departments.sort((a, b) => a.position - b.position || a.unit_id - b.unit_id)[0]?.code ?? null
}

function callSign(encounter_id: number, mirror: MirrorView): string | null {
  const brought = [...mirror.ed_ambulance.where('encounter_id', encounter_id)].sort(
    (a, b) => b.ambulance_id - a.ambulance_id,
  )
  return brought[0]?.call_sign ?? null
}

type NamesEncounter = { encounter_id: number }
function* encountersNamed(change: {
  was: NamesEncounter | undefined
  row: NamesEncounter | undefined
}): Generator<string> {
  for (const { encounter_id } of sidesOf(change)) yield String(encounter_id)
}

/** For whom this bed is kept. */
function* keptIn(bed_id: number | null, mirror: MirrorView): Generator<string> {
  if (bed_id === null) return
  for (const { encounter_id } of mirror.reservation.where('bed_id', bed_id)) yield String(encounter_id)
}

function* everybody(_change: unknown, mirror: MirrorView): Generator<string> {
  for (const { encounter_id } of mirror.ed_visit.all()) yield String(encounter_id)
}
