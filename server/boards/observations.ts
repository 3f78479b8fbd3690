/** The board `observations`: of everybody who is here, the last NEWS2 score, how it came, and when the next set is due. */
import type { ObservationRow, ObservationTotals, Scoring } from '../../schema/boards/observations.ts'
import {
  missingIn,
  notScored,
  partsOf,
  scoreOf,
  type NotScored,
  type Score,
} from '../../schema/observations/news2.ts'
import { vitalNames, type Vitals } from '../../schema/observations/vitals.ts'
import { alarmsOf, minutesAfter, responseOf } from '../../schema/observations/when-next.ts'
import type { EncounterClass, Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { first, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { onTheWall } from './local-date.ts'
import { knownAs, namedAt } from './names.ts'
import { rulesOf } from './observation-rules.ts'

type ObservationSet = Tables['observation_set']
/** Whether a corridor sees it is the site's, and nothing that a screen is told. */
type Held = ObservationRow & { corridor: boolean }

const LONGEST_TREND = 24
/** Who is due for a first set; who comes for an appointment or the day is observed when somebody does. */
const LIES_HERE = new Set<EncounterClass>(['inpatient', 'emergency'])

export const observations: Board<ObservationRow, ObservationTotals, Held> = {
  touched: {
    encounter: ({ key }) => [key],
    stay: encountersNamed,
    observation_set: encountersNamed,
    *patient({ key }, mirror) {
      yield* encountersOf(mirror.encounter.where('patient_id', Number(key)))
    },
    bed: ({ key }, mirror) => encountersOf(mirror.stay.where('bed_id', Number(key))),
    unit: ({ key }, mirror) => encountersOf(mirror.stay.where('unit_id', Number(key))),
    site: ({ key }, mirror) => encountersAt(key, mirror),
    observation_rule: ({ key }, mirror) => encountersAt(key, mirror),
  },

  *keys(mirror) {
    yield* encountersOf(mirror.encounter.all())
  },

  row(key, mirror) {
    const encounter = mirror.encounter.get(key)
    const patient = encounter && mirror.patient.get(encounter.patient_id)
    const site = encounter && mirror.site.get(encounter.site)
    if (!patient || !site || encounter.ended_at !== null || encounter.cancelled_at !== null) return undefined
    const stay = first(mirror.stay.where('encounter_id', encounter.encounter_id), isOpenStay)
    const unit = stay && mirror.unit.get(stay.unit_id)
    if (!unit) return undefined

    const { frequencies, first: firstWithin, corridor } = rulesOf(mirror.observation_rule.get(site.site))
    const sets = [...mirror.observation_set.where('encounter_id', encounter.encounter_id)]
      .filter(({ cancelled_at }) => cancelled_at === null)
      .sort(oldestFirst)
    const last = sets.at(-1)
    const day = onTheWall(last?.taken_at ?? encounter.started_at, site.time_zone).date
    const without = notScored({ ...patient, pregnant: encounter.pregnant }, day)
    const whole = without ? [] : sets.flatMap(scoredSet)
    const now = whole.at(-1)
    const before = whole.at(-2)?.total
    const response = now ? responseOf(now) : null
    const every = encounter.observe_every_min
    const minutes = every ?? (response && frequencies[response])
    const from = now?.at ?? (without || every !== null ? last?.taken_at : undefined)
    const due_at =
      minutes !== null && from !== undefined
        ? minutesAfter(from, minutes)
        : without || !LIES_HERE.has(encounter.class)
          ? null
          : minutesAfter(encounter.started_at, Math.min(firstWithin, every ?? firstWithin))
    return {
      key,
      site: encounter.site,
      unit: unit.code,
      unit_name: unit.name,
      bed: stay.bed_id === null ? null : (mirror.bed.get(stay.bed_id)?.code ?? null),
      patient: {
        encounter_id: encounter.encounter_id,
        ...knownAs(patient, encounter.site, mirror),
      },
      scoring: scoringOf(last, without),
      score: now?.total ?? null,
      scored_at: now?.at ?? null,
      response,
      before: before ?? null,
      alarms: now ? alarmsOf(now, whole.at(-2)) : [],
      alarm_since: alarmSince(whole),
      due_at,
      overdue: due_at !== null && due_at <= mirror.now,
      trend: whole.slice(-LONGEST_TREND).map(({ at, total }) => ({ at, score: total })),
      last: last ? lastOf(last, sets) : null,
      scale: encounter.spo2_scale,
      pregnant: encounter.pregnant,
      every:
        every === null
          ? null
          : { minutes: every, by: encounter.observe_every_by, why: encounter.observe_every_why },
      corridor,
    }
  },

  until: ({ due_at, overdue }) => (overdue ? null : due_at),

  at: (row) => [row],

  masked({ corridor, ...row }, level) {
    const who = namedAt(level, row.patient)
    if (level === 'full') return row.patient.masked ? { ...row, patient: { ...row.patient, ...who } } : row
    if (level === 'public' || (level === 'corridor' && !corridor)) return undefined
    return {
      ...row,
      patient: { encounter_id: null, ...who },
      // Why NEWS2 is not for somebody is theirs.
      scoring: row.scoring === 'young' || row.scoring === 'pregnant' ? 'none' : row.scoring,
      pregnant: false,
      last: row.last && { ...row.last, set_id: null, taken_by: null, vitals: null, parts: null },
      every: row.every && { ...row.every, by: null, why: null },
    }
  },

  tally: ({ score, overdue, alarms, response, last }) => ({
    here: true,
    scored: score !== null,
    overdue,
    deteriorating: alarms.length > 0,
    emergency: response === 'emergency',
    unverified: last?.verified === false,
  }),
  totals: (sums) => ({
    here: sums.of('here'),
    scored: sums.of('scored'),
    overdue: sums.of('overdue'),
    deteriorating: sums.of('deteriorating'),
    emergency: sums.of('emergency'),
    unverified: sums.of('unverified'),
  }),
}

/** Of two taken at once the same one is the later, whichever order they come in. */
const oldestFirst = (a: ObservationSet, b: ObservationSet): number =>
  a.taken_at === b.taken_at ? a.observation_set_id - b.observation_set_id : a.taken_at < b.taken_at ? -1 : 1

const scoredSet = (set: ObservationSet): (Score & { at: Instant })[] => {
  const score = scoreOf(set, set.spo2_scale)
  return score ? [{ ...score, at: set.taken_at }] : []
}

function scoringOf(last: ObservationSet | undefined, without: NotScored | undefined): Scoring {
  if (without) return without
  if (!last) return 'none'
  return missingIn(last).length === 0 ? 'scored' : 'partial'
}

/** The first of the sets up to now at each of which there was a reason. */
function alarmSince(whole: readonly (Score & { at: Instant })[]): Instant | null {
  let since: Instant | null = null
  for (let nth = whole.length - 1; nth >= 0; nth--) {
    const set = whole[nth]
    if (!set || alarmsOf(set, whole[nth - 1]).length === 0) break
    since = set.at
  }
  return since
}

function lastOf(set: ObservationSet, sets: readonly ObservationSet[]): ObservationRow['last'] {
  const { observation_set_id, taken_at, taken_by, source, spo2_scale, carried } = set
  // Named one by one: a row of the log holds more columns than these.
  const vitals = Object.fromEntries(vitalNames.map((name) => [name, set[name]])) as unknown as Vitals
  const from = sets.find((other) => other.observation_set_id === set.carried_from)
  return {
    set_id: observation_set_id,
    taken_at,
    taken_by,
    source,
    verified: source !== 'monitor' || set.verified_at !== null,
    scale: spo2_scale,
    missing: missingIn(set),
    carried,
    carried_at: from?.taken_at ?? null,
    vitals,
    parts: partsOf(set, spo2_scale),
  }
}

type NamesEncounter = { encounter_id: number }
function* encountersNamed(change: {
  was: NamesEncounter | undefined
  row: NamesEncounter | undefined
}): Generator<string> {
  yield* encountersOf(sidesOf(change))
}

function* encountersOf(rows: Iterable<NamesEncounter>): Generator<string> {
  for (const { encounter_id } of rows) yield String(encounter_id)
}

function* encountersAt(site: string, mirror: MirrorView): Generator<string> {
  for (const { encounter_id, site: at } of mirror.encounter.all()) if (at === site) yield String(encounter_id)
}
