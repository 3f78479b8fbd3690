/** The board `crowding`: how crowded a site's emergency department is, how long things take there, and what is usual. */
import type { CrowdingRow, CrowdingTotals } from '../../schema/boards/crowding.ts'
import { levelOfCare } from '../../schema/care.ts'
import { CATEGORIES, edwin, edwinBand, nedocs, nedocsBand } from '../../schema/crowding.ts'
import type { EdSettings } from '../../schema/emergency.ts'
import type { Instant } from '../../schema/terms.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { sidesOf, type Board } from './board.ts'
import { boardingHours, handoversOf, minutesFrom, timesOf } from './ed-times.ts'
import { earliest, edSettingsOf, isHere, stageOf } from './ed-visit.ts'
import { startOfDay } from './local-day.ts'
import { hoursOfDay } from './local-hours.ts'
import { numbersOf } from './tally.ts'

type Visit = Tables['ed_visit']

/** Keys are sites. */
export const crowding: Board<CrowdingRow, CrowdingTotals> = {
  touched: {
    site: ({ key }) => [key],
    ed_visit: sitesNamed,
    ed_ambulance: sitesNamed,
    ed_setting: sitesNamed,
    ed_usual: sitesNamed,
    bed: sitesNamed,
    *unit(change, mirror) {
      yield* sitesNamed(change)
      for (const { site } of mirror.bed.where('unit_id', Number(change.key))) yield site // its kind says what they are
    },
    *encounter({ key }, mirror) {
      for (const { site } of mirror.ed_visit.where('encounter_id', Number(key))) yield site // ordered to leave
    },
  },

  *keys(mirror) {
    for (const { site } of mirror.site.all()) yield site
  },

  row(key, mirror) {
    const site = mirror.site.get(key)
    const visits = [...mirror.ed_visit.where('site', key)].filter(({ cancelled_at }) => cancelled_at === null)
    const units = [...mirror.unit.where('site', key)]
    if (!site || (visits.length === 0 && !units.some(({ kind }) => kind === 'emergency'))) return undefined
    const now = minuteOf(mirror.now)
    const midnight = startOfDay(now, site.time_zone)
    const here = visits.filter(isHere)
    const settings = edSettingsOf(key, mirror)
    const set = mirror.ed_setting.get(key)
    const staged = (stage: string): Visit[] => here.filter((visit) => stageOf(visit) === stage)
    const counts = {
      patients: here.length,
      waiting: staged('waiting').length,
      treatment: staged('treatment').length,
      boarding: staged('boarding').length,
      critical: here.filter((visit) => isCritical(visit, settings)).length,
      ...bedsOf(key, mirror),
    }
    const boarding_since = earliest(...here.map(({ decided_at }) => decided_at))
    return {
      key,
      site: key,
      name: site.name,
      as_of: now,
      ...counts,
      waiting_since: earliest(...staged('waiting').map(({ arrived_at }) => arrived_at)),
      boarding_since,
      boarding_hours_today: boardingHours(visits, midnight, now),
      ...nedocsOf({ ...counts, boarding_since, visits }, settings, now),
      ...edwinOf(here, counts, set?.attendings ?? null),
      ...timesOf(
        visits.map((visit) => ({
          visit,
          ordered_at: mirror.encounter.get(visit.encounter_id)?.discharge_ordered_at ?? null,
        })),
        settings.lines,
        now,
      ),
      ...handoversOf(
        [...mirror.ed_ambulance.where('site', key)].filter(({ cancelled_at }) => cancelled_at === null),
        midnight,
        now,
      ),
      ...arrivalsOf(key, site.time_zone, visits, mirror, now),
      scale: settings.scale,
      own_categories: [...settings.own_categories],
      lines: { ...settings.lines },
      nedocs_counts: settings.nedocs_counts,
      nedocs_cap: settings.nedocs_cap,
      attendings: set?.attendings ?? null,
      attendings_at: set?.attendings_at ?? null,
      attendings_by: set?.attendings_by ?? null,
    }
  },

  // Everything that depends on the time is of a whole minute.
  until: ({ as_of }) => new Date(Date.parse(as_of) + 60_000).toISOString(),

  // A unit's screen shows its house's department.
  at: ({ site }) => [{ site }],

  masked(row, level) {
    return level === 'full' ? row : { ...row, attendings_by: null }
  },

  tally: (row) => ({ departments: true, ...numbersOf(row, summed) }),
  totals: (sums) => ({
    departments: sums.of('departments'),
    patients: sums.of('patients'),
    waiting: sums.of('waiting'),
    boarding: sums.of('boarding'),
    arrivals_today: sums.of('arrivals_today'),
  }),
}

const summed = ['patients', 'waiting', 'boarding', 'arrivals_today'] as const

const minuteOf = (now: Instant): Instant => `${now.slice(0, 16)}:00.000Z`

/** NEDOCS counts those on a ventilator; a site may have it count everyone who is critical. */
const isCritical = ({ critical }: Visit, { nedocs_counts }: EdSettings): boolean =>
  nedocs_counts === 'critical' ? critical !== null : critical === 'ventilated'

/** Staffed, and not blocked. */
function bedsOf(site: string, mirror: MirrorView): Pick<CrowdingRow, 'beds' | 'hospital_beds'> {
  let beds = 0
  let hospital_beds = 0
  for (const bed of mirror.bed.where('site', site)) {
    const unit = mirror.unit.get(bed.unit_id)
    if (!unit || !bed.staffed || bed.blocked_at !== null) continue
    if (unit.kind === 'emergency') beds += 1
    else if (levelOfCare(unit.kind) !== 'short') hospital_beds += 1
  }
  return { beds, hospital_beds }
}

function nedocsOf(
  of: Pick<
    CrowdingRow,
    'patients' | 'beds' | 'boarding' | 'hospital_beds' | 'critical' | 'boarding_since'
  > & {
    visits: readonly Visit[]
  },
  { nedocs_cap }: EdSettings,
  now: Instant,
): Pick<CrowdingRow, 'nedocs' | 'nedocs_lacks'> {
  const none = (nedocs_lacks: CrowdingRow['nedocs_lacks']) => ({ nedocs: null, nedocs_lacks })
  if (of.beds === 0) return none('beds')
  if (of.hospital_beds === 0) return none('hospital-beds')
  const last = lastBedded(of.visits)
  if (last?.space_at == null) return none('last-wait')
  const score = nedocs({
    patients: of.patients,
    beds: of.beds,
    admitted: of.boarding,
    hospital_beds: of.hospital_beds,
    critical: Math.min(of.critical, nedocs_cap ?? of.critical),
    longest_boarding_h: of.boarding_since === null ? 0 : minutesFrom(of.boarding_since, now) / 60,
    last_wait_h: minutesFrom(last.arrived_at, last.space_at) / 60,
  })
  if (score === null) return none('beds')
  const rounded = Math.round(score * 10) / 10
  return { nedocs: { score: rounded, band: nedocsBand(rounded) }, nedocs_lacks: null }
}

/** Who got a treatment space last. */
const lastBedded = (visits: readonly Visit[]): Visit | undefined =>
  visits
    .filter(({ space_at }) => space_at !== null)
    .sort((a, b) =>
      a.space_at === b.space_at
        ? b.ed_visit_id - a.ed_visit_id
        : (a.space_at ?? '') > (b.space_at ?? '')
          ? -1
          : 1,
    )[0]

function edwinOf(
  here: readonly Visit[],
  { beds, boarding }: Pick<CrowdingRow, 'beds' | 'boarding'>,
  attendings: number | null,
): Pick<CrowdingRow, 'edwin' | 'edwin_lacks'> {
  if (attendings === null || attendings === 0) return { edwin: null, edwin_lacks: 'attendings' }
  const by_category = Array.from(
    { length: CATEGORIES },
    (_, nth) => here.filter(({ category }) => category === nth + 1).length,
  )
  const score = edwin(by_category, { attendings, bays: beds, admitted: boarding })
  if (score === null) return { edwin: null, edwin_lacks: 'bays' }
  const rounded = Math.round(score * 100) / 100
  return { edwin: { score: rounded, band: edwinBand(rounded) }, edwin_lacks: null }
}

function arrivalsOf(
  site: string,
  time_zone: string,
  visits: readonly Visit[],
  mirror: MirrorView,
  now: Instant,
): Pick<CrowdingRow, 'arrivals_today' | 'hours' | 'weeks'> {
  const usual = new Map([...mirror.ed_usual.where('site', site)].map((row) => [row.hour_of_week, row]))
  const hours = hoursOfDay(now, time_zone)
  const came = hours.map(() => 0)
  const first = Date.parse(hours[0]?.from ?? now)
  let arrivals_today = 0
  for (const { arrived_at } of visits) {
    const nth = Math.floor((Date.parse(arrived_at) - first) / 3_600_000)
    if (nth < 0 || nth >= hours.length) continue
    came[nth] = (came[nth] ?? 0) + 1
    arrivals_today += 1
  }
  return {
    arrivals_today,
    hours: hours.map(({ from, hour_of_week }, nth) => {
      const known = usual.get(hour_of_week)
      return {
        from,
        arrivals: from > now ? null : (came[nth] ?? 0),
        usual: known ? { low: known.low, mid: known.mid, high: known.high } : null,
      }
    }),
    weeks: Math.max(0, ...[...usual.values()].map(({ weeks }) => weeks)),
  }
}

type NamesSite = { site: string }
function* sitesNamed(change: { was: NamesSite | undefined; row: NamesSite | undefined }): Generator<string> {
  for (const { site } of sidesOf(change)) yield site
}
