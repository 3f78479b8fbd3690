/** The board `discharges`: inpatients and day patients on their way out, and those who left today. */
import type { DischargeRow, DischargeTotals } from '../../schema/boards/discharges.ts'
import { longStayOf, nightsBetween } from '../../schema/length-of-stay.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { dischargeTally, dischargeTotals } from './count-discharges.ts'
import { leavingOf } from './leaving.ts'
import { onTheWall } from './local-date.ts'
import { endOfDay, startOfDay } from './local-day.ts'
import { knownAs, namedAt } from './names.ts'

export const discharges: Board<DischargeRow, DischargeTotals> = {
  touched: {
    encounter: ({ key }) => [key],
    stay: encountersNamed,
    discharge_barrier: encountersNamed,
    *patient({ key }, mirror) {
      for (const { encounter_id } of mirror.encounter.where('patient_id', Number(key)))
        yield String(encounter_id)
    },
    bed: ({ key }, mirror) => encountersOf(mirror.stay.where('bed_id', Number(key))),
    unit: ({ key }, mirror) => encountersOf(mirror.stay.where('unit_id', Number(key))),
    *site({ key }, mirror) {
      for (const { encounter_id, site } of mirror.encounter.all())
        if (site === key) yield String(encounter_id)
    },
  },

  *keys(mirror) {
    for (const { encounter_id } of mirror.encounter.all()) yield String(encounter_id)
  },

  row(key, mirror) {
    const encounter = mirror.encounter.get(key)
    const patient = encounter && mirror.patient.get(encounter.patient_id)
    const site = encounter && mirror.site.get(encounter.site)
    if (!patient || !site || (encounter.class !== 'inpatient' && encounter.class !== 'day')) return undefined
    const { ended_at } = encounter
    if (encounter.cancelled_at !== null) return undefined
    if (ended_at !== null && ended_at < startOfDay(mirror.now, site.time_zone)) return undefined
    const stay = whereabouts(encounter, mirror)
    const unit = stay && mirror.unit.get(stay.unit_id)
    if (!unit) return undefined

    const { stage, barriers } = leavingOf(encounter, mirror)
    const wall = (at: Instant): { date: string; hour: number } => onTheWall(at, site.time_zone)
    const today = wall(mirror.now).date
    const expected = encounter.expected_discharge_at
    const left = ended_at === null ? null : wall(ended_at)
    const nights = Math.max(0, nightsBetween(wall(encounter.started_at).date, left?.date ?? today))
    return {
      key,
      site: encounter.site,
      unit: unit.code,
      unit_name: unit.name,
      bed: stay.bed_id === null ? null : (mirror.bed.get(stay.bed_id)?.code ?? null),
      in_lounge: unit.kind === 'lounge',
      stage,
      patient: {
        encounter_id: encounter.encounter_id,
        patient_id: encounter.patient_id,
        ...knownAs(patient, encounter.site, mirror),
        mrn: encounter.mrn,
      },
      class: encounter.class,
      admitted_at: encounter.started_at,
      expected_discharge_at: expected,
      first_expected_at: encounter.first_expected_discharge_at,
      expected_said_by: encounter.expected_said_by,
      expected_said_at: encounter.expected_said_at,
      expected_today: expected !== null && wall(expected).date === today,
      overdue: ended_at === null && isPast(expected, mirror.now),
      ordered_at: encounter.discharge_ordered_at,
      ordered_by: encounter.discharge_ordered_by,
      ready_at: encounter.ready_to_leave_at,
      ready_by: encounter.ready_to_leave_by,
      no_criteria_since: encounter.no_criteria_since,
      barriers: barriers.map(({ barrier_id, kind, note, owner, due_at, raised_at }) => ({
        barrier_id,
        kind,
        note,
        owner,
        due_at,
        raised_at,
      })),
      nights,
      long_stay: longStayOf(nights),
      left_at: ended_at,
      disposition: encounter.disposition,
      before_noon: left !== null && left.hour < 12,
      counted: left !== null && encounter.class !== 'day' && encounter.disposition !== 'deceased',
    }
  },

  // A new day; or the expected instant, which then is past.
  until(row, mirror) {
    const midnight = endOfDay(mirror.now, mirror.site.get(row.site)?.time_zone ?? '')
    const { expected_discharge_at: expected, overdue, left_at } = row
    return expected === null || overdue || left_at !== null || expected > midnight ? midnight : expected
  },

  at: (row) => [row],

  masked(row, level) {
    const who = namedAt(level, row.patient)
    if (level === 'full') return row.patient.masked ? { ...row, patient: { ...row.patient, ...who } } : row
    // Counts only; and who has gone is nobody's business on a corridor.
    if (level === 'public' || row.left_at !== null) return undefined
    return {
      ...row,
      patient: {
        encounter_id: null,
        patient_id: null,
        ...who,
        mrn: null,
      },
      // Names of staff and free text, which may name anybody.
      expected_said_by: null,
      ordered_by: null,
      ready_by: null,
      barriers: row.barriers.map((barrier) => ({ ...barrier, note: null, owner: null })),
    }
  },

  tally: dischargeTally,
  totals: dischargeTotals,
}

/** Where the patient is, or was last. */
function whereabouts(encounter: Tables['encounter'], mirror: MirrorView): Tables['stay'] | undefined {
  const stays = [...mirror.stay.where('encounter_id', encounter.encounter_id)].filter(
    ({ cancelled_at }) => cancelled_at === null,
  )
  if (encounter.ended_at === null) return stays.filter(isOpenStay).sort(latestFirst)[0]
  return stays.sort(latestFirst)[0]
}

/** Of two that begin at once (none do, by the schema) the same one wins whichever order they come in. */
const latestFirst = (a: Tables['stay'], b: Tables['stay']): number =>
  a.began_at === b.began_at ? b.stay_id - a.stay_id : a.began_at > b.began_at ? -1 : 1

const isPast = (at: Instant | null, now: Instant): boolean => at !== null && at <= now

type NamesEncounter = { encounter_id: number }
function* encountersNamed(change: {
  was: NamesEncounter | undefined
  row: NamesEncounter | undefined
}): Generator<string> {
  for (const { encounter_id } of sidesOf(change)) yield String(encounter_id)
}

function* encountersOf(rows: Iterable<NamesEncounter>): Generator<string> {
  for (const { encounter_id } of rows) yield String(encounter_id)
}
