/** The board `surge`: which level a site has declared, which one its figures speak for, and who does what at each. */
import type { SurgeRow, SurgeTotals } from '../../schema/boards/surge.ts'
import { levelOfCare } from '../../schema/care.ts'
import {
  proposedSurge,
  startingRules,
  surgeLevels,
  type SurgeLevel,
  type SurgeRules,
} from '../../schema/surge.ts'
import type { MirrorView } from '../feed/mirror.ts'
import type { Tables } from '../feed/tables.ts'
import { first, isOpenStay } from './bed-state.ts'
import { sidesOf, type Board } from './board.ts'
import { occupancy } from './count-beds.ts'
import type { Sums } from './tally.ts'
import { waitingForBed } from './waiting-for-bed.ts'

type NamesSite = { site: string }
type Sides<R> = { was: R | undefined; row: R | undefined }

/** Keys are sites. */
export const surge: Board<SurgeRow, SurgeTotals> = {
  touched: {
    site: ({ key }) => [key],
    surge_level: sitesNamed,
    surge_rule: sitesNamed,
    action_card: sitesNamed,
    bed: sitesNamed,
    *unit(change, mirror) {
      yield* sitesNamed(change)
      for (const { site } of mirror.bed.where('unit_id', Number(change.key))) yield site // its kind says whether they count
    },
    *stay(change, mirror) {
      for (const { site, bed_id } of sidesOf(change)) yield* [site, ...siteOfBed(bed_id, mirror)]
    },
    *bed_request(change, mirror) {
      for (const { to_site, encounter_id } of sidesOf(change))
        yield* [to_site, ...sitesOfEncounter(encounter_id, mirror)]
    },
    *reservation(change, mirror) {
      for (const { encounter_id } of sidesOf(change)) yield* sitesOfEncounter(encounter_id, mirror)
    },
    encounter: ({ key }, mirror) => sitesOfEncounter(Number(key), mirror),
  },

  *keys(mirror) {
    for (const { site } of mirror.site.all()) yield site
  },

  row(key, mirror) {
    const site = mirror.site.get(key)
    if (!site) return undefined
    const declared = declaredOf(key, mirror)
    const figures = figuresOf(key, mirror)
    const rules = rulesOf(mirror.surge_rule.get(key))
    const { level: proposed, reasons } = proposedSurge(figures, rules)
    return {
      key,
      site: key,
      name: site.name,
      level: declared?.level ?? 1,
      since: declared?.declared_at ?? null,
      by: declared?.declared_by ?? null,
      why: declared?.why ?? null,
      proposed,
      reasons,
      figures,
      rules: { occupancy: [...rules.occupancy], waiting: [...rules.waiting] },
      cards: [...mirror.action_card.where('site', key)]
        .sort((a, b) => a.level - b.level || a.position - b.position || a.card_id - b.card_id)
        .map(({ card_id, level, owner, action }) => ({ card_id, level, owner, action })),
    }
  },

  // A unit's screen shows the level of its house.
  at: ({ site }) => [{ site }],

  masked: (row, level) => (level === 'full' ? row : { ...row, by: null, why: null, cards: [] }), // free text may name somebody

  tally: ({ level, proposed }) => ({ level: { [level]: true }, proposed: { [proposed]: true } }),
  totals: (sums) => ({ level: highest(sums.under('level')), proposed: highest(sums.under('proposed')) }),
}

const highest = (levels: Sums): SurgeLevel =>
  surgeLevels.findLast((level) => levels.of(String(level)) > 0) ?? 1

/** The level that is open. (One at most by the schema; a board must be the same whatever the log brings.) */
function declaredOf(site: string, mirror: MirrorView): Tables['surge_level'] | undefined {
  let latest: Tables['surge_level'] | undefined
  for (const one of mirror.surge_level.where('site', site))
    if (one.ended_at === null && one.surge_id > (latest?.surge_id ?? 0)) latest = one
  return latest
}

/** Of the inpatient units' beds; a bed counts where it stands, and a patient whatever bed they lie in. */
function figuresOf(site: string, mirror: MirrorView): SurgeRow['figures'] {
  let occupied = 0
  let available = 0
  for (const bed of mirror.bed.where('site', site)) {
    const unit = mirror.unit.get(bed.unit_id)
    if (!unit || levelOfCare(unit.kind) === 'short') continue
    if (bed.staffed && bed.blocked_at === null) available += 1
    if (first(mirror.stay.where('bed_id', bed.bed_id), isOpenStay)) occupied += 1
  }
  return {
    occupied,
    available,
    occupancy: occupancy(occupied, available),
    waiting: waitingForBed(site, mirror),
  }
}

function rulesOf(row: Tables['surge_rule'] | undefined): SurgeRules {
  if (!row) return startingRules
  return {
    occupancy: [row.occupancy_2, row.occupancy_3, row.occupancy_4],
    waiting: [row.waiting_2, row.waiting_3, row.waiting_4],
  }
}

function* sitesNamed(change: Sides<NamesSite>): Generator<string> {
  for (const { site } of sidesOf(change)) yield site
}

function* siteOfBed(bed_id: number | null, mirror: MirrorView): Generator<string> {
  const bed = bed_id === null ? undefined : mirror.bed.get(bed_id)
  if (bed) yield bed.site
}

function* sitesOfEncounter(encounter_id: number, mirror: MirrorView): Generator<string> {
  for (const { site } of mirror.stay.where('encounter_id', encounter_id)) yield site
  for (const { to_site } of mirror.bed_request.where('encounter_id', encounter_id)) yield to_site
}
